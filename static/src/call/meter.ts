import { type ReadonlySignal, signal } from "@preact/signals";

const every = 80;

/**
 * Measures how loud a track is, 0 to 1 (RMS, stretched to what speech reaches), until the
 * signal fires. Undefined is not known: nothing is measured while the browser holds sound back.
 */
export function meter(track: MediaStreamTrack, ends: AbortSignal): ReadonlySignal<number | undefined> {
  const level = signal<number | undefined>(undefined);
  if (ends.aborted) return level;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    // A phone interrupts the context for an incoming call, or while the page is in the background.
    if (context.state !== "running") {
      level.value = undefined;
      context.resume().catch(() => {});
      return;
    }
    analyser.getFloatTimeDomainData(samples);
    const rms = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
    level.value = Math.min(1, rms * 5);
  }, every);
  ends.addEventListener(
    "abort",
    () => {
      clearInterval(timer);
      context.close().catch(() => {});
    },
    { once: true },
  );
  return level;
}

/** Plays a short, clear sound on a speaker; empty is the system's own. */
export async function playTestSound(speaker: string): Promise<void> {
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  const player = new Audio();
  player.srcObject = output.stream;
  if (speaker && "setSinkId" in player) await player.setSinkId(speaker).catch(() => {});
  const gain = context.createGain();
  gain.connect(output);
  const now = context.currentTime;
  gain.gain.setValueAtTime(0, now);
  for (const [at, hertz] of [
    [0, 523],
    [0.25, 659],
    [0.5, 784],
  ] as const) {
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(gain);
    tone.start(now + at);
    tone.stop(now + at + 0.22);
  }
  gain.gain.linearRampToValueAtTime(0.25, now + 0.05);
  gain.gain.linearRampToValueAtTime(0, now + 0.75);
  await player.play().catch(() => {});
  setTimeout(() => {
    player.srcObject = null;
    context.close().catch(() => {});
  }, 1000);
}
