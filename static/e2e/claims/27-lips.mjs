// Lips and sound stay together (MR-10): a clap is seen and heard at the same moment.
import { claim } from "../lib/claim.mjs";
import { board, together, watchOther, watchOwn } from "../lib/clapper.mjs";
import { movingPictures } from "../lib/observe.mjs";
import { question, withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const counsellor = await scene.counsellor();
    const visitor = await scene.visitor({ before: board });
    await visitor.ask(question);
    await counsellor.take(question);
    await visitor.ring("video");
    await visitor.throughCheck();
    await counsellor.answer();
    await counsellor.throughCheck();
    await Promise.all([visitor.inCall(), counsellor.inCall()]);
    await until("the counsellor sees the visitor", async () => (await movingPictures(counsellor.page)) >= 1);
    await watchOwn(visitor.page);
    await watchOther(counsellor.page);
    const same = () => together(visitor.page, counsellor.page);
    await claim("lips and sound are together from the start", same);
    await claim("lips and sound are together after a mute", async () => {
      await visitor.button("call.mute").click();
      await visitor.page.waitForTimeout(5_000);
      await visitor.button("call.unmute").click();
      return same();
    });
    await claim("lips and sound are together in a picture of another size", async () => {
      const sizes = () =>
        counsellor.page.evaluate(() =>
          window.observed
            .see()
            .filter((v) => v.remote)
            .map((v) => v.width),
        );
      const [great] = await sizes();
      await counsellor.page.evaluate(() => window.observed.resize(120));
      const [small] = await until("the picture is a smaller one", async () => {
        const now = await sizes();
        return now[0] < great && now;
      });
      const said = await same();
      await counsellor.page.evaluate(() => window.observed.resize(0));
      await until("the picture is as it was", async () => (await sizes())[0] > small);
      return `${said} at ${small} px, ${await same()} afterwards`;
    });
  });
}
