import { useEffect, useState } from "preact/hooks";

/**
 * Takes files that are dropped on a place, and reports whether some hover over it. Beside the
 * place a drop does nothing: the browser would leave the page for the file.
 */
export function useDrop(
  place: { current: HTMLElement | null },
  onFiles: ((files: File[]) => void) | undefined,
): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const gone = new AbortController();
    const { signal } = gone;
    const here = (event: DragEvent) => place.current?.contains(event.target as Node) ?? false;
    const moves = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      const takes = here(event) && onFiles !== undefined;
      event.dataTransfer.dropEffect = takes ? "copy" : "none";
      setOver(takes);
    };
    const drops = (event: DragEvent) => {
      setOver(false);
      const files = filesOf(event.dataTransfer);
      if (files.length === 0) return;
      event.preventDefault();
      if (here(event)) onFiles?.(files);
    };
    // It went out of the window.
    const leaves = (event: DragEvent) => !event.relatedTarget && setOver(false);
    document.addEventListener("dragover", moves, { signal });
    document.addEventListener("drop", drops, { signal });
    document.addEventListener("dragleave", leaves, { signal });
    return () => gone.abort();
  }, [place, onFiles]);
  return over;
}

/** The files of what is dropped or pasted. A page that is copied brings its picture beside its text: the text is meant. */
export function filesOf(data: DataTransfer | null): File[] {
  if (!data || data.types.includes("text/plain")) return [];
  return [...data.files];
}
