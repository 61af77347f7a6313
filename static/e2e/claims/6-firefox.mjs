// Two makers' browsers in one interview.
import { claim } from "../lib/claim.mjs";
import { Firefox, total } from "../lib/firefox.mjs";
import { movingPictures } from "../lib/observe.mjs";
import { question, withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

/** flows waits until the counts of a page grow, each from what it is now, and returns the growth. */
async function flows(who, read) {
  const before = await read();
  let now = before;
  await until(
    () => `${who} receives sound and picture (${JSON.stringify(now)})`,
    async () => {
      now = await read();
      return Object.keys(now).every((each) => now[each] > before[each]);
    },
    { within: 25_000, every: 200 },
  );
}
