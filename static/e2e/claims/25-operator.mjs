// The operator looks into a call that goes on, and reads afterwards what it was like.
import { accessible } from "../lib/access.mjs";
import { page, shots } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

export async function prove(stage) {
  const shot = shots(stage.out);
  await withScene(stage, async (scene) => {
    const { visitor } = await scene.interview("video");
    const origin = `http://127.0.0.1:${scene.server.ports.admin}`;
    const calls = await page(scene.counsellors, { origin, path: "/webrtc", wide: true });
    await claim("the operator sees each connection of a call, measured and drawn", async () => {
      await until(
        "both are measured, and each is shown the other",
        async () => {
          await calls.reload();
          const measured = await calls.locator(".participant svg").count();
          const shown = await calls.locator(".tables td", { hasText: /^[012]$/ }).count();
          return measured === 6 && shown >= 2;
        },
        { within: 30_000 },
      );
      // For charts that show something.
      await calls.waitForTimeout(20_000);
      await calls.reload();
      await accessible(calls, "the page of calls");
      await calls.screenshot({ path: `${stage.out}/calls-desktop.png`, fullPage: true });
      await calls.setViewportSize({ width: 390, height: 844 });
      await shot(calls, "calls-phone");
      const wide = await calls.evaluate(() => document.documentElement.scrollWidth);
      ensure(wide <= 390, `the page is ${wide} px wide on a telephone`);
    });
    await claim("when the call is over, a line says what it was like", async () => {
      await visitor.hangUp();
      const line = calls.locator("#ended ~ .wide tbody tr");
      await until("both are kept", async () => {
        await calls.reload();
        return (await line.count()) === 2;
      });
      await calls.setViewportSize({ width: 1280, height: 800 });
      await accessible(calls, "the calls that have ended");
      await calls.screenshot({ path: `${stage.out}/calls-ended.png`, fullPage: true });
      return (await line.first().textContent()).replace(/\s+/g, " ");
    });
  });
}
