// The connection is tested ahead of an interview, by a person whom nobody knows:
// on a good network, and on one that blocks UDP.
import { accessible } from "../lib/access.mjs";
import { shots } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { withoutDatagrams } from "../lib/network.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { openTrial, row, said } from "../lib/trial.mjs";

export async function prove(stage) {
  const shot = shots(stage.out);
  await withScene(stage, async (scene) => {
    const visitor = await scene.visitor();
    const { page } = visitor;
    const sheet = page.getByRole("dialog", { name: say("trial.heading") });
    await claim(
      "a stranger tests the connection by keyboard, and hears that it is good for video",
      async () => {
        await openTrial(page);
        await said(sheet, "trial.video");
        for (const way of ["udp", "tcp"]) {
          ensure(
            (await row(sheet, `trial.way.${way}`).textContent()).includes(say("trial.open")),
            `${way} is closed`,
          );
        }
        await accessible(page, "the connection test");
        await shot(page, "trial-phone");
        await page.setViewportSize({ width: 1280, height: 800 });
        await shot(page, "trial-desktop");
        await page.setViewportSize({ width: 390, height: 844 });
        return `${await row(sheet, "trial.up").textContent()}, ${await row(sheet, "trial.down").textContent()}`;
      },
    );
    await claim("without UDP a detour is found, and said", async () => {
      withoutDatagrams(true);
      try {
        await sheet.getByRole("button", { name: say("trial.again") }).click();
        await said(sheet, "trial.detour");
        const text = await row(sheet, "trial.way.udp").textContent();
        ensure(text.includes(say("trial.closed")), `the direct way is open: ${text}`);
        await shot(page, "trial-detour");
      } finally {
        withoutDatagrams(false);
      }
    });
    await claim("Escape closes the test, and the focus is where it was", async () => {
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "hidden" });
      const focused = page.getByRole("button", { name: say("device.connection") });
      ensure(await focused.evaluate((each) => each === document.activeElement), "the focus is elsewhere");
    });
  });
}
