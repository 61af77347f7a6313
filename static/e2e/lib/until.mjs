// Waiting for something to become true.

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * until calls holds until it gives something true, which it returns, and fails
 * with what was waited for. Playwright's waitForFunction does not wait for a
 * predicate that is async.
 */
export async function until(what, holds, { within = 60_000, every = 50 } = {}) {
  const end = performance.now() + within;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (performance.now() > end) throw new Error(`not within ${within / 1000} s: ${what}`);
    await pause(every);
  }
}

/** stays fails when holds gives something false within the time. */
export async function stays(what, holds, { during = 1000, every = 50 } = {}) {
  const end = performance.now() + during;
  while (performance.now() < end) {
    if (!(await holds())) throw new Error(`did not stay so for ${during / 1000} s: ${what}`);
    await pause(every);
  }
}
