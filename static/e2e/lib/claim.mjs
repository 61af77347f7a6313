// One line a claim, as it is proven; at the end what did not hold, and the count.

/** What is known of each claim by its name: how often it was tried, and the last error, if it has not held. */
const claims = new Map();

/** claim runs prove and prints whether it held. A failed one does not stop the others. */
export async function claim(name, prove) {
  const began = performance.now();
  const known = claims.get(name) ?? { tries: 0 };
  claims.set(name, known);
  known.tries++;
  try {
    const detail = (await prove()) ?? "";
    known.held = true;
    console.log(`e2e ${name} ok ${seconds(began)}${detail ? ` ${detail}` : ""}`);
    return true;
  } catch (error) {
    known.held = false;
    known.error = String(error?.stack ?? error)
      .split("\n")
      .slice(0, 6)
      .join(" | ");
    console.log(`e2e ${name} failed ${seconds(began)} ${known.error}`);
    return false;
  }
}

const seconds = (began) => `${((performance.now() - began) / 1000).toFixed(1)}s`;

/** unproven says how many claims have failed, or not held when they were last tried. */
export const unproven = () => [...claims.values()].filter((each) => !each.held).length;

/**
 * verdict prints what failed and what held only when it was tried again, then
 * the count, and is the exit code.
 */
export function verdict() {
  const failed = [...claims].filter(([, each]) => !each.held);
  const unsteady = [...claims].filter(([, each]) => each.held && each.error);
  for (const [name, each] of unsteady) console.log(`unsteady: ${name}: at first ${each.error}`);
  for (const [name, each] of failed) console.log(`failed: ${name}: ${each.error}`);
  const steady = claims.size - failed.length - unsteady.length;
  console.log(`claims: ${steady} passed, ${unsteady.length} unsteady, ${failed.length} failed`);
  return failed.length === 0 && claims.size > 0 ? 0 : 1;
}

/** ensure fails with what should have been so. */
export function ensure(holds, what) {
  if (!holds) throw new Error(what);
}
