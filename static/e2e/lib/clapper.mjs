// A clapperboard: a camera that flashes and a microphone that beeps at the same
// moment, and an instrument that notes when a page shows and plays them.
import { ensure } from "./claim.mjs";
import { until } from "./until.mjs";

/**
 * How much earlier and later than the picture the sound may be, in milliseconds, until people mind it
 * (ITU-R BT.1359). The server is held to 45 by a Go test (MR-10); here a browser adds the 30 that it
 * lets pass, and a frame and a block of sound at either end.
 */
const early = 90;
const late = 185;
/** A busy machine is late with single frames: the median of so many claps counts. */
const claps = 7;

/** board gives the page a clapperboard for a camera and a microphone. Runs in the page. */
export function board() {
  const devices = navigator.mediaDevices;
  if (!devices) return; // a page without a secure origin
  const period = 1300;
  const lasts = 250;
  const make = () => {
    const canvas = document.createElement("canvas");
    canvas.width = 480;
    canvas.height = 270;
    const pen = canvas.getContext("2d");
    const context = new AudioContext();
    const tone = context.createOscillator();
    const valve = context.createGain();
    const heard = context.createMediaStreamDestination();
    tone.frequency.value = 800;
    valve.gain.value = 0;
    tone.connect(valve).connect(heard);
    tone.start();
    setInterval(() => {
      const now = performance.now();
      const lit = now % period < lasts;
      pen.fillStyle = lit ? "white" : "black";
      pen.fillRect(0, 0, 480, 270);
      pen.fillStyle = "gray";
      pen.fillRect((now / 10) % 480, 250, 20, 20); // each frame is another
      valve.gain.value = lit ? 0.5 : 0;
    }, 33);
    return { video: canvas.captureStream(30).getVideoTracks()[0], audio: heard.stream.getAudioTracks()[0] };
  };
  let made;
  devices.getUserMedia = async (wanted) => {
    made ??= make();
    window.clapped = new MediaStream([made.video, made.audio]);
    return new MediaStream(
      ["audio", "video"].filter((kind) => wanted[kind]).map((kind) => made[kind].clone()),
    );
  };
}

/** watch notes in `noted` when a stream flashes and beeps, by the clock of the page. Runs in the page. */
function watch(stream) {
  const noted = { flashes: [], beeps: [] };
  const shown = document.createElement("video");
  shown.muted = true;
  shown.style = "position:fixed;inset:0 auto auto 0;width:16px;height:9px;z-index:99";
  shown.srcObject = new MediaStream(stream.getVideoTracks());
  document.body.append(shown);
  shown.play();
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let lit = true;
  const frame = (_, { expectedDisplayTime }) => {
    pen.drawImage(shown, 0, 0, 1, 1);
    const bright = pen.getImageData(0, 0, 1, 1).data[1] > 128;
    if (bright && !lit) noted.flashes.push(expectedDisplayTime);
    lit = bright;
    shown.requestVideoFrameCallback(frame);
  };
  shown.requestVideoFrameCallback(frame);

  const context = new AudioContext();
  const block = 256;
  const tap = context.createScriptProcessor(block, 1, 1);
  const late = []; // of the last callbacks, against the clock of the sound
  let loudAt = 0;
  tap.onaudioprocess = ({ inputBuffer, playbackTime }) => {
    late.push(performance.now() - playbackTime * 1000);
    if (late.length > 100) late.shift();
    if (!inputBuffer.getChannelData(0).some((x) => Math.abs(x) > 0.05)) return;
    if (playbackTime - loudAt > 0.4) noted.beeps.push(playbackTime * 1000 + Math.min(...late));
    loudAt = playbackTime;
  };
  context.createMediaStreamSource(new MediaStream(stream.getAudioTracks())).connect(tap);
  tap.connect(context.destination);
  window.noted = noted;
  window.noting = { context, tap }; // what nothing refers to is collected
}

/** watchOwn begins to watch what the page itself films, as it comes from the clapperboard. */
export const watchOwn = (page) => page.evaluate(`(${watch})(window.clapped)`);

/** watchOther begins to watch the other person, whom the page shows. */
export const watchOther = (page) => page.evaluate(`(${watch})(new MediaStream(window.observed.seat()))`);

/** How much later the beep comes than the flash: the median of the last claps, once there are enough. */
async function delay(page) {
  const { flashes, beeps } = await page.evaluate(() => window.noted);
  const apart = flashes.flatMap((flash) =>
    beeps.map((beep) => beep - flash).filter((by) => Math.abs(by) < 600),
  );
  if (apart.length < claps) return undefined;
  return apart.slice(-claps).sort((a, b) => a - b)[(claps - 1) / 2];
}

const forget = (page) =>
  page.evaluate(() => {
    window.noted.flashes.length = 0;
    window.noted.beeps.length = 0;
  });

/**
 * together fails unless lips and sound are together from now on at one page as they
 * are at the other, where the clapperboard is. A browser moves them towards each
 * other by and by.
 */
export async function together(own, other) {
  await Promise.all([forget(own), forget(other)]);
  let said = "there were no claps";
  return until(
    "lips and sound are together",
    async () => {
      const [before, after] = await Promise.all([delay(own), delay(other)]);
      if (before === undefined || after === undefined) return undefined;
      said = `${Math.round(after - before)} ms apart (${Math.round(after)} and ${Math.round(before)} at the source)`;
      return after - before >= -early && after - before <= late ? said : undefined;
    },
    { within: 60_000, every: 500 },
  ).catch((error) => ensure(false, `${error.message}: ${said}`));
}
