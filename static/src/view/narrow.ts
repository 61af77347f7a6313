import { useEffect, useMemo, useState } from "preact/hooks";

/** Whether there is no room for the picture and the chat beside each other. */
export function useNarrow(): boolean {
  const wide = useMemo(() => matchMedia("(min-width: 900px)"), []);
  const [narrow, setNarrow] = useState(!wide.matches);
  useEffect(() => {
    const over = new AbortController();
    wide.addEventListener("change", () => setNarrow(!wide.matches), { signal: over.signal });
    return () => over.abort();
  }, [wide]);
  return narrow;
}
