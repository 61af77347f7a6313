import { useEffect, useMemo, useState } from "preact/hooks";

/** Whether the page is as a media query says. */
export function useMedia(query: string): boolean {
  const media = useMemo(() => matchMedia(query), [query]);
  const [matches, setMatches] = useState(media.matches);
  useEffect(() => {
    const over = new AbortController();
    media.addEventListener("change", () => setMatches(media.matches), { signal: over.signal });
    return () => over.abort();
  }, [media]);
  return matches;
}

/** Whether there is no room for the picture and the chat beside each other. */
export const useNarrow = (): boolean => !useMedia("(min-width: 900px)");
