/** Keeps the screen on until the signal fires, where the browser can: a call is not touched for long. */
export function keepAwake(ends: AbortSignal): void {
  if (ends.aborted) return;
  const ask = () => {
    if (document.visibilityState !== "visible") return;
    // Refused when the battery is low. A page that is hidden loses it.
    navigator.wakeLock?.request("screen").then(
      (lock) => {
        const release = () => void lock.release();
        if (ends.aborted) release();
        else ends.addEventListener("abort", release, { once: true });
      },
      () => undefined,
    );
  };
  document.addEventListener("visibilitychange", ask, { signal: ends });
  ask();
}
