// A counsellor who vanishes: the visitor is told, and is first in the queue.
import { claim, ensure } from "../lib/claim.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const { visitor } = await scene.conversation();
    await claim("a counsellor’s browser killed: the visitor is told within 15 s", async () => {
      const began = performance.now();
      await scene.counsellors.close();
      await until(
        "the visitor is told",
        () => visitor.page.getByText(say("visitor.lost", { name: "Amélie" })).isVisible(),
        { within: 15_000 },
      );
      return `${((performance.now() - began) / 1000).toFixed(1)} s`;
    });
    await claim("an open page says within 15 s that nobody is there", async () => {
      const other = await scene.visitor();
      await until("nobody is there", () => other.page.getByText(say("visitor.there.nobody")).isVisible(), {
        within: 15_000,
      });
      await other.page.close();
    });
    await claim("after 60 s the visitor is first in the queue, with the history", async () => {
      await until(
        "the visitor waits again",
        () => visitor.page.getByRole("region", { name: say("visitor.wait.label") }).isVisible(),
        { within: 70_000 },
      );
      ensure(await visitor.thread.getByText("menuisier").first().isVisible(), "the history is gone");
    });
  });
}
