import type { ComponentChild } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";
import { useTexts } from "./texts.tsx";

interface Props<T> {
  /** Loads what is shown: a dynamic import. The browser keeps it, so a second time is at once. */
  load: () => Promise<T>;
  /** What stands there until it has come. */
  meanwhile?: ComponentChild;
  children: (loaded: T) => ComponentChild;
}

/**
 * Shows what is loaded only when it is needed. Without a network it is tried until there is
 * one. But a browser may remember that it was not there, and a newer server has other files:
 * then only the page anew brings it.
 */
export function Later<T>({ load, meanwhile, children }: Props<T>) {
  const [loaded, setLoaded] = useState<T>();
  const [failures, setFailures] = useState(0);
  useEffect(() => {
    const left = new AbortController();
    const attempt = (failed: number) => {
      if (left.signal.aborted) return;
      setFailures(failed);
      load().then(
        (it) => !left.signal.aborted && setLoaded(() => it),
        () => setTimeout(attempt, again, failed + 1),
      );
    };
    attempt(0);
    return () => left.abort();
  }, [load]);
  if (loaded !== undefined) return children(loaded);
  return failures > 1 && navigator.onLine ? <Failed /> : meanwhile;
}

function Failed() {
  const { t } = useTexts();
  return (
    <Notice kind="bad" icon="alert">
      <p role="alert">{t("later.failed")}</p>
      <Button icon="retry" onClick={() => location.reload()}>
        {t("action.reload")}
      </Button>
    </Notice>
  );
}

const again = 2_000;
