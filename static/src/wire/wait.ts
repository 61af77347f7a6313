/** Resolves after ms, at once when the signal fires. It never rejects: look at the signal. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

/**
 * How long to wait before try number n (0 is the first repetition): it doubles up to the most,
 * and a random half is taken off, so that many pages do not come back at the same moment.
 */
export function backoff(n: number, first: number, most: number): number {
  return Math.min(most, first * 2 ** Math.min(n, 30)) * (1 - Math.random() / 2);
}
