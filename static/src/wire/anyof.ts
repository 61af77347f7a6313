/**
 * Fires with the first of the signals. (AbortSignal.any is newer than the browsers that
 * people still have.) It listens until it has fired: one of the signals must end soon.
 */
export function anyOf(...signals: readonly AbortSignal[]): AbortSignal {
  const first = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) first.abort(signal.reason);
    else signal.addEventListener("abort", () => first.abort(signal.reason), { signal: first.signal });
  }
  return first.signal;
}
