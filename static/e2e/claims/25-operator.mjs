// The operator looks into a call that goes on, and reads afterwards what it was like.
import { accessible } from "../lib/access.mjs";
import { page } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const { visitor } = await scene.interview("video");
    const origin = `http://127.0.0.1:${scene.server.ports.admin}`;
    const calls = await page(scene.counsellors, { origin, path: "/webrtc", wide: true });
    const fits = async (where) => {
      const [wide, room] = await calls.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      ensure(wide <= room, `${where} is ${wide} px wide where there are ${room}`);
    };
    const one = calls.locator("main tbody:has(> .more)").first();
    await claim("the operator sees each connection of a call, measured and drawn", async () => {
      await until(
        "both are measured",
        async () => (await calls.locator(".word:is(.good, .weak)").count()) === 2,
        { within: 30_000 },
      );
      await fits("the page of calls");
      await one.locator("summary").press("Enter");
      await until("what is folded out tells whom they are shown", () =>
        one.getByRole("table", { name: "Reçoit" }).locator("code").first().isVisible(),
      );
      await accessible(calls, "the page of calls");
    });
    await claim("the page renews itself, and what is folded out and focused stays so", async () => {
      const read = () => calls.locator("main > p").textContent();
      const chart = () => one.locator("polyline").first().getAttribute("points");
      const before = { read: await read(), chart: await chart() };
      await until(
        "a later look is shown",
        async () => (await read()) !== before.read && (await chart()) !== before.chart,
        { within: 20_000 },
      );
      ensure(await one.locator("svg").first().isVisible(), "it is folded in");
      ensure(
        await one.locator("summary").evaluate((each) => each === document.activeElement),
        "the focus is lost",
      );
      // For charts that show something.
      await calls.waitForTimeout(15_000);
      await calls.screenshot({ path: `${stage.out}/calls-desktop.png`, fullPage: true });
      await calls.setViewportSize({ width: 390, height: 844 });
      await calls.screenshot({ path: `${stage.out}/calls-phone.png`, fullPage: true });
      await fits("the page of calls on a telephone");
      await accessible(calls, "the page of calls on a telephone");
      await calls.setViewportSize({ width: 1280, height: 800 });
    });
    await claim("when the call is over, a line says what it was like", async () => {
      await visitor.hangUp();
      const lines = calls.locator("[aria-labelledby=ended] tbody");
      await until("both are kept", async () => (await lines.count()) === 2, { within: 20_000 });
      await lines.first().locator("summary").click();
      await fits("the calls that have ended");
      await accessible(calls, "the calls that have ended");
      await calls.screenshot({ path: `${stage.out}/calls-ended.png`, fullPage: true });
      return (await lines.first().locator("tr").first().textContent()).replace(/\s+/g, " ");
    });
  });
}
