// A bad network: datagrams are late and lost at random, both ways, for a while.
import { BadNetwork } from "../lib/badnet.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

/** Roads, with the share that is lost and the delay of each way, in milliseconds, and how long they are tried. */
const roads = [
  { words: "a tenth of the packets lost and 100 ms there and back", loss: 0.1, delay: 50, lasts: 60_000 },
  { words: "2 % of the packets lost and 300 ms there and back", loss: 0.02, delay: 150, lasts: 20_000 },
];
const calmly = 10_000;
/** So long the server and the browsers have to see what the road is like. */
const seen = 15_000;

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const net = await BadNetwork.lay(stage.badnet, scene.server.ports.media);
    try {
      const { visitor, counsellor } = await scene.interview("video");
      const pages = [visitor.page, counsellor.page];
      const qualities = () =>
        Promise.all(
          pages.map((page) =>
            page.evaluate(async () => ({
              ...(await window.observed.quality()),
              sound: await window.observed.sound(),
            })),
          ),
        );
      const during = async (ms) => {
        const before = await qualities();
        await visitor.page.waitForTimeout(ms);
        const after = await qualities();
        return after.map((now, i) => ({
          concealed: (now.concealed - before[i].concealed) / (now.samples - before[i].samples),
          frozen: (now.frozen - before[i].frozen) / (ms / 60_000),
          asked: now.asked - before[i].asked,
          rate: (now.frames - before[i].frames) / (ms / 1000),
          /** The bytes of a packet of the voice. */
          weight: (now.sound.bytes - before[i].sound.bytes) / (now.sound.arrived - before[i].sound.arrived),
        }));
      };
      await until("both see each other", async () => (await qualities()).every((each) => each.frames > 30));
      const way = await visitor.page.evaluate(() => window.observed.way());
      ensure(way === "udp", `the media comes by ${way}, not by the bad network`);
      const calm = await during(calmly);
      await claim("both send a voice that is repeated (RED), and Opus is in it", async () => {
        const codecs = (await qualities()).map(({ sound }) => sound.codecs);
        for (const each of codecs) {
          ensure(each[0] === "audio/red" && each.includes("audio/opus"), `agreed on ${each.join(", ")}`);
        }
        return codecs.map((each) => each.join(" and ")).join("; ");
      });
      for (const { words, loss, delay, lasts } of roads) {
        let said;
        await claim(`with ${words} the voice stays whole and the picture moves`, async () => {
          await net.change(`loss ${loss}`, `delay ${delay}ms`);
          await visitor.page.waitForTimeout(seen);
          said = await during(lasts);
          const of = said.map(
            (each, i) =>
              `${(100 * each.concealed).toFixed(1)} % concealed, ${each.frozen.toFixed(1)} s a minute frozen (${calm[i].frozen.toFixed(1)} before), ` +
              `${each.rate.toFixed(0)} frames a second, ${each.asked} times asked again`,
          );
          const asked = said.reduce((sum, each) => sum + each.asked, 0);
          ensure(asked > 5, `hardly anything is lost: ${of.join("; ")}`);
          for (const [i, { concealed, frozen }] of said.entries()) {
            ensure(concealed < 0.03, `the voice has holes: ${of[i]}`);
            // A busy machine makes pictures late by itself: so much is not of the loss.
            ensure(frozen < 1 + 1.5 * calm[i].frozen, `the picture stands still: ${of[i]}`);
          }
          return of.join("; ");
        });
        await claim(`with ${words} the voice comes repeated to who loses packets, and to nobody else`, () => {
          ensure(said, "nothing was measured");
          const of = said.map(
            ({ weight }, i) => `${Math.round(weight)} bytes a packet (${Math.round(calm[i].weight)} before)`,
          );
          const more = said.map(({ weight }, i) => weight / calm[i].weight);
          ensure(more[0] > 1.5, `the visitor gets no RED: ${of[0]}`);
          ensure(more[1] < 1.25, `the counsellor, who loses nothing, gets RED: ${of[1]}`);
          return `visitor ${of[0]}, counsellor ${of[1]}`;
        });
      }
    } finally {
      net.lift();
    }
  });
}
