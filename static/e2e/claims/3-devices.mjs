// A camera or a microphone that is not to be had has its own sentence and a way on.
import { ask } from "../lib/ask.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { hears, silentAt, soundRate, voiceAt } from "../lib/observe.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

/** refusing makes getUserMedia fail for a kind of device, as browsers do. Runs in the page. */
const refusing = ({ kind, error }) => {
  const native = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (wanted) =>
    wanted[kind] ? Promise.reject(new DOMException("a test", error)) : native(wanted);
};

/** waitingForTouch refuses to play sound until the page was touched, as phones do. Runs in the page. */
const waitingForTouch = () => {
  const native = HTMLMediaElement.prototype.play;
  window.players = new Set();
  HTMLMediaElement.prototype.play = function () {
    if (!this.muted) window.players.add(this);
    if (this.muted || window.touched) return native.call(this);
    return Promise.reject(new DOMException("a test", "NotAllowedError"));
  };
};

/** hushing puts a valve behind the microphone: window.hush(true) is silence. Runs in the page. */
const hushing = () => {
  const native = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await native(wanted);
    if (!wanted.audio) return stream;
    const context = new AudioContext();
    const valve = context.createGain();
    const heard = context.createMediaStreamDestination();
    context.createMediaStreamSource(stream).connect(valve).connect(heard);
    window.hush = (on) => {
      valve.gain.value = on ? 0 : 1;
    };
    return new MediaStream([...heard.stream.getTracks(), ...stream.getVideoTracks()]);
  };
};

const cases = [
  { kind: "video", error: "NotAllowedError", sentence: "device.refused.camera" },
  { kind: "video", error: "NotReadableError", sentence: "device.in_use.camera" },
  { kind: "video", error: "NotFoundError", sentence: "device.absent.camera" },
  { kind: "audio", error: "NotAllowedError", sentence: "device.refused.microphone" },
  { kind: "audio", error: "NotReadableError", sentence: "device.in_use.microphone" },
  { kind: "audio", error: "NotFoundError", sentence: "device.absent.microphone" },
];

/** afresh is the visitor's page anew, without an interview that a claim before may have left. */
async function afresh({ page }) {
  const { conversations } = await ask(page, "GET", "/api/visitor");
  const { id, state } = conversations[0].interview ?? {};
  if (state === "ringing" || state === "live") {
    await ask(page, "POST", `/api/interviews/${id}/${state === "live" ? "end" : "cancel"}`);
  }
  await page.reload();
}

/** Both go in at the same time, as people do: it rings for 45 seconds, however busy the machine is. */
const goIn = (visitor, counsellor, { ifAsked = true } = {}) =>
  Promise.all([
    visitor.throughCheck({ ifAsked }),
    counsellor.answer().then(() => counsellor.throughCheck({ ifAsked: true })),
  ]);

async function hangsUp(visitor) {
  await visitor.hangUp();
  await until("it is over", async () => !(await visitor.call.isVisible()));
}

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const { visitor, counsellor } = await scene.conversation();
    for (const { kind, error, sentence } of cases) {
      await claim(`${kind} ${error}: its own sentence, and a way on`, async () => {
        await afresh(visitor);
        await visitor.page.evaluate(() => localStorage.clear());
        await visitor.page.evaluate(refusing, { kind, error });
        await visitor.ring("video");
        const check = visitor.page.getByRole("dialog");
        await check.getByText(say(sentence)).waitFor();
        await goIn(visitor, counsellor, { ifAsked: false });
        await visitor.inCall();
        await visitor.connected();
        const heard = await voiceAt(visitor.page, { moments: 4, within: 40_000 });
        ensure(heard.moments >= 4, "the visitor does not hear the counsellor");
        await hangsUp(visitor);
      });
    }
    await claim("a microphone that goes is replaced without a click", async () => {
      await afresh(visitor);
      await visitor.ring("audio");
      await goIn(visitor, counsellor);
      await visitor.inCall();
      const before = await voiceAt(counsellor.page, { moments: 4, within: 40_000 });
      ensure(before.moments >= 4, "the counsellor does not hear the visitor at all");
      await visitor.page.evaluate(() => window.observed.unplug("audio"));
      // What is heard before that may have been on its way.
      await until("another microphone is open", () =>
        visitor.page.evaluate(() => window.observed.capturing("audio") > 0),
      );
      const heard = await voiceAt(counsellor.page, { moments: 12, within: 40_000 });
      ensure(heard.moments >= 12, "the counsellor no longer hears the visitor");
      await hangsUp(visitor);
    });
    await claim(
      "a browser that waits for a touch before it plays: one tap, and the other is heard",
      async () => {
        await afresh(visitor);
        await visitor.page.evaluate(waitingForTouch);
        await visitor.ring("audio");
        await goIn(visitor, counsellor);
        await visitor.button("call.hear").waitFor();
        const playing = () =>
          visitor.page.evaluate(
            () => [...window.players].filter((each) => !each.paused && each.srcObject).length,
          );
        ensure((await playing()) === 0, "it plays without a touch");
        await visitor.page.evaluate(() => {
          window.touched = true;
        });
        await visitor.button("call.hear").click();
        await until("the sound plays", async () => (await playing()) > 0);
        const heard = await voiceAt(visitor.page, { moments: 4, within: 40_000 });
        ensure(heard.moments >= 4, "the counsellor is not heard");
        ensure(!(await visitor.button("call.hear").isVisible()), "the page still asks for a tap");
      },
    );
    await claim("who says nothing sends hardly anything, and is heard when they speak", async () => {
      await afresh(visitor);
      await visitor.page.evaluate(hushing);
      await visitor.ring("audio");
      await goIn(visitor, counsellor);
      await visitor.inCall();
      await hears(counsellor.page, "high");
      const speaking = await soundRate(visitor.page, 5000);
      await visitor.page.evaluate(() => window.hush(true));
      await until("the counsellor hears nothing", () => silentAt(counsellor.page, 800));
      const silent = await soundRate(visitor.page, 5000);
      await Promise.all([visitor.connected(), counsellor.connected()]);
      const said = counsellor.call.getByText(/se reconnecte|revient/).first();
      ensure(!(await said.isVisible()), "the counsellor is told that the visitor is gone");
      await visitor.page.evaluate(() => window.hush(false));
      const again = await hears(counsellor.page, "high");
      const of = `${speaking.toFixed(1)} packets a second, ${silent.toFixed(1)} in silence`;
      // Opus has 50 frames a second; in silence one each 400 ms (DTX).
      ensure(speaking > 35, `hardly anything of the voice is sent: ${of}`);
      ensure(silent > 0 && silent < 15, `silence is sent: ${of}`);
      return `${of}, then ${again}`;
    });
  });
}
