// The automatic accessibility check of a page in the state that it is in.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** accessible fails with what axe finds against WCAG 2.2 AA. */
export async function accessible(page, where) {
  await page.evaluate(source);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map((each) => each.target.join(" "))
          .slice(0, 3)
          .join(", ")}`,
    );
  });
  if (found.length > 0) throw new Error(`${where} is not accessible: ${found.join("; ")}`);
}
