// Two voices that tests can tell apart: a low one and a high one, speaking
// French. Made anew each time, so that no sound file is committed.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const sentence =
  "Bonjour, je cherche une formation en alternance pour devenir menuisier. " +
  "Est-ce que je peux commencer cette année, et qui peut m’aider à choisir une école ?";

/** The voices, with the fundamental frequency (Hz) that a listener measures. */
export const voices = {
  low: { voice: "fr+m3", pitch: "20", hz: [60, 150] },
  high: { voice: "fr+f4", pitch: "85", hz: [170, 400] },
};

/** speak writes a WAV of a voice into folder (48 kHz, mono, as Chromium's fake microphone wants it). */
export function speak(folder, name) {
  const { voice, pitch } = voices[name];
  const raw = join(folder, `${name}-raw.wav`);
  const path = join(folder, `${name}.wav`);
  execFileSync("espeak-ng", ["-v", voice, "-p", pitch, "-a", "120", "-w", raw, sentence]);
  execFileSync("sox", [raw, "-r", "48000", "-c", "1", "-b", "16", path]);
  return path;
}
