// What is written arrives, once and in order, and is one counsellor's.
import { claim, ensure } from "../lib/claim.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const first = await scene.counsellor("amelie");
    const second = await scene.counsellor("hugo");
    const visitor = await scene.visitor();

    await claim("the page says that somebody is there", async () => {
      await until("somebody is there", () =>
        visitor.page.getByText(/là pour vous répondre maintenant/).isVisible(),
      );
    });
    await claim("claim race: one gets it, the other is told by whom", async () => {
      await visitor.ask("Qui répond le plus vite ?");
      await Promise.all([first.sees("Qui répond le plus vite ?"), second.sees("Qui répond le plus vite ?")]);
      const late = [];
      for (const each of [first, second]) {
        each.page.on("response", (response) => response.status() === 409 && late.push(each));
      }
      await Promise.all([
        first.tries("Qui répond le plus vite ?"),
        second.tries("Qui répond le plus vite ?"),
      ]);
      const has = (each) => each.composer.isVisible();
      await until("one of them has it", async () => (await has(first)) !== (await has(second)));
      const winner = (await has(first)) ? "Amélie" : "Hugo";
      for (const each of late)
        await each.page
          .getByText(say("fault.taken", { by: winner }))
          .first()
          .waitFor();
      await until("nobody waits for either", async () => {
        const counts = await Promise.all(
          [first, second].map((each) => each.waiting("Qui répond le plus vite ?").count()),
        );
        return counts.every((count) => count === 0);
      });
      return late.length > 0 ? `the slower one was told of ${winner}` : "the slower one saw it go";
    });
    const owner = (await first.composer.isVisible()) ? first : second;
    await claim("chat delivered, both ways, read", async () => {
      await owner.write("Bonjour, c’est moi.");
      await visitor.reads("Bonjour, c’est moi.");
      await visitor.write("Enchantée !");
      await owner.reads("Enchantée !");
      await until("it says read", () => visitor.thread.getByText(say("status.read")).first().isVisible());
    });
    // CH-2, and CH-3 for what is shown.
    await claim("text stays text", async () => {
      await visitor.write(
        `<img src=x onerror=alert(1)> \u2028 javascript:alert(1) 👩‍👩‍👧 ${"a".repeat(500)}`,
      );
      await owner.reads("<img src=x onerror=alert(1)>");
      ensure(
        (await owner.page.locator('img[src="x"], a[href^="javascript"]').count()) === 0,
        "markup or a script link came out of a text",
      );
      const wide = await visitor.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      ensure(!wide, "a long word makes the page wider than the telephone");
    });
    await claim("a reload finds the conversation as it was", async () => {
      await visitor.page.reload();
      await visitor.reads("Bonjour, c’est moi.");
      await owner.page.reload();
      await owner.reads("Enchantée !");
    });
    // CH-1.
    await claim("server killed in a chat: every message once and in order", async () => {
      await scene.server.kill();
      await visitor.write("écrit pendant la coupure");
      await scene.server.start();
      await owner.reads("écrit pendant la coupure", { within: 30_000 });
      ensure((await owner.thread.getByText("écrit pendant la coupure").count()) === 1, "it is there twice");
    });
  });
}
