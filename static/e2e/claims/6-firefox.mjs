// Browsers of two makers in one interview.
import { claim, ensure } from "../lib/claim.mjs";
import { Firefox } from "../lib/firefox.mjs";
import { movingPictures } from "../lib/observe.mjs";
import { question, withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

/** What a page has received until now: sound that is not silence, and pictures. */
async function received(page) {
  const streams = await page.evaluate(() => window.observed.received());
  const total = (kind, count) =>
    streams.filter((each) => each.kind === kind).reduce((sum, each) => sum + (each[count] ?? 0), 0);
  return {
    packets: total("audio", "packetsReceived"),
    energy: total("audio", "totalAudioEnergy"),
    frames: total("video", "framesDecoded"),
  };
}

const second = () => new Promise((resolve) => setTimeout(resolve, 1000));

/** receives fails unless a page hears and sees something in each of three seconds; it returns what it saw. */
async function receives(who, page) {
  await until(
    `${who} hears and sees`,
    async () => {
      const { energy, frames } = await received(page);
      return energy > 0 && frames > 0;
    },
    { within: 25_000 },
  );
  const counts = [await received(page)];
  for (let i = 1; i <= 3; i++) {
    await second();
    counts.push(await received(page));
    const [from, to] = counts.slice(-2);
    const flows =
      to.packets - from.packets >= 20 && to.energy - from.energy > 1e-4 && to.frames - from.frames >= 5;
    ensure(flows, `${who} in second ${i}: ${JSON.stringify(counts)}`);
  }
  return `${who} ${Math.round((counts[3].frames - counts[0].frames) / 3)} pictures a second`;
}

async function interview(firefox, counsellor) {
  await firefox.fill("visitor.question.label", question);
  await firefox.press("visitor.ask.send");
  await counsellor.take(question);
  await firefox.press("visitor.call.video");
  await firefox.press("device.start");
  await counsellor.answer();
  await counsellor.throughCheck();
  await counsellor.inCall();
}

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const counsellor = await scene.counsellor();
    await claim("Firefox and Chromium hear and see each other", async () => {
      const firefox = await Firefox.open({ folder: scene.folder, origin: scene.server.origin });
      try {
        await interview(firefox, counsellor);
        const rates = await Promise.all([
          receives("Firefox", firefox.page),
          receives("Chromium", counsellor.page),
        ]);
        await until("the visitor's picture moves", async () => (await movingPictures(counsellor.page)) > 0);
        await until("Firefox shows the counsellor", async () =>
          (await firefox.page.evaluate(() => window.observed.see())).some(
            (each) => each.remote && each.light > 8,
          ),
        );
        return `${await firefox.version()}: ${rates.join(", ")}`;
      } finally {
        await firefox.close();
      }
    });
  });
}
