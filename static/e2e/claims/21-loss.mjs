// A bad radio: a tenth of all packets is lost, both ways, for a while.
import { claim, ensure } from "../lib/claim.mjs";
import { lossy } from "../lib/network.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const share = 0.1;
const lasts = 20_000;

const quality = (person) => person.page.evaluate(() => window.observed.quality());

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const both = await scene.conversation();
    const { visitor, counsellor } = both;
    await counsellor.ring("video");
    await counsellor.throughCheck();
    await visitor.answer();
    await visitor.throughCheck();
    await Promise.all([visitor.inCall(), counsellor.inCall()]);
    await until("both see each other", async () => {
      const [here, there] = await Promise.all([quality(visitor), quality(counsellor)]);
      return here.frames > 30 && there.frames > 30;
    });
    await claim("with a tenth of the packets lost the voice stays whole and the picture moves", async () => {
      // A busy machine makes pictures late by itself: so much is not of the loss.
      const calm = await Promise.all([quality(visitor), quality(counsellor)]);
      await visitor.page.waitForTimeout(lasts / 2);
      const busy = await Promise.all([quality(visitor), quality(counsellor)]);
      lossy(share);
      try {
        await visitor.page.waitForTimeout(5_000); // the server has to see that it is so
        const before = await Promise.all([quality(visitor), quality(counsellor)]);
        await visitor.page.waitForTimeout(lasts);
        const after = await Promise.all([quality(visitor), quality(counsellor)]);
        const said = after.map((now, i) => {
          const concealed = (now.concealed - before[i].concealed) / (now.samples - before[i].samples);
          const frozen = now.frozen - before[i].frozen;
          return {
            concealed,
            frozen,
            asked: now.asked - before[i].asked,
            rate: (now.frames - before[i].frames) / (lasts / 1000),
          };
        });
        const words = said.map(
          (each) =>
            `${(100 * each.concealed).toFixed(1)} % concealed, ${each.frozen.toFixed(1)} s frozen, ` +
            `${each.rate.toFixed(0)} frames a second, ${each.asked} times asked again`,
        );
        const asked = said.reduce((sum, each) => sum + each.asked, 0);
        ensure(asked > 5, `hardly anything is lost: ${words.join("; ")}`);
        for (const [i, { concealed, frozen }] of said.entries()) {
          ensure(concealed < 0.03, `the voice has holes: ${words[i]}`);
          const anyway = 2 * (busy[i].frozen - calm[i].frozen);
          ensure(frozen < 1 + 1.5 * anyway, `the picture stands still: ${words[i]}`);
        }
        return words.join("; ");
      } finally {
        lossy(0);
      }
    });
  });
}
