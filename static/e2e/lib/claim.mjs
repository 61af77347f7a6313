// One line a claim, as it is proven.
const results = [];

/** claim runs prove and prints whether it held. A failed one does not stop the others. */
export async function claim(name, prove) {
  const began = performance.now();
  try {
    const detail = (await prove()) ?? "";
    results.push(true);
    console.log(`e2e ${name} ok ${seconds(began)}${detail ? ` ${detail}` : ""}`);
    return true;
  } catch (error) {
    results.push(false);
    console.log(
      `e2e ${name} failed ${seconds(began)} ${String(error?.stack ?? error)
        .split("\n")
        .slice(0, 6)
        .join(" | ")}`,
    );
    return false;
  }
}

const seconds = (began) => `${((performance.now() - began) / 1000).toFixed(1)}s`;

/** verdict prints the count, and is the exit code. */
export function verdict() {
  const passed = results.filter(Boolean).length;
  console.log(`claims: ${passed} passed, ${results.length - passed} failed`);
  return passed === results.length && passed > 0 ? 0 : 1;
}

/** ensure fails with what should have been so. */
export function ensure(holds, what) {
  if (!holds) throw new Error(what);
}
