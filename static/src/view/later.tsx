import type { ComponentChild } from "preact";
import { useEffect, useState } from "preact/hooks";

interface Props<T> {
  /** Loads what is shown: a dynamic import. The browser keeps it, so a second time is at once. */
  load: () => Promise<T>;
  /** What stands there until it has come. */
  meanwhile?: ComponentChild;
  children: (loaded: T) => ComponentChild;
}

/** Shows what is loaded only when it is needed. Without a network it is tried until there is one. */
export function Later<T>({ load, meanwhile, children }: Props<T>) {
  const [loaded, setLoaded] = useState<T>();
  useEffect(() => {
    const left = new AbortController();
    const attempt = () => {
      load().then(
        (it) => !left.signal.aborted && setLoaded(() => it),
        () => !left.signal.aborted && setTimeout(attempt, again),
      );
    };
    attempt();
    return () => left.abort();
  }, [load]);
  return <>{loaded === undefined ? meanwhile : children(loaded)}</>;
}

const again = 2_000;
