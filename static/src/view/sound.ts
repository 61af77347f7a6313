// Sounds are made, not loaded: they are short, and a ring must not wait for the network.

/** One for the page: a browser that keeps it silent until a touch lets it sound from then on. */
let audio: AudioContext | undefined;
let resting: ReturnType<typeof setTimeout> | undefined;

/**
 * Longer than any sound, and than the pause between two rings: where it takes long to begin, as with
 * Bluetooth, it need not begin anew for each. A context that goes on for nothing costs a phone its battery.
 */
const rests = 3_500;

/** Makes a sound now. What the browser does not allow is not made up for later. */
function make(sound: (out: AudioNode) => void): void {
  // Switched off: an iPhone in Lockdown Mode.
  if (!("AudioContext" in globalThis)) return;
  audio ??= new AudioContext();
  const { destination } = audio;
  const at = performance.now();
  clearTimeout(resting);
  resting = setTimeout(() => void audio?.suspend(), rests);
  audio.resume().then(
    () => performance.now() - at < 500 && sound(destination),
    () => undefined,
  );
}

// A finger is a touch when it leaves the glass, not when it comes.
for (const touch of ["pointerup", "keydown"]) {
  globalThis.addEventListener?.(touch, () => make(() => undefined), { once: true });
}

/** Plays a short friendly sound once. A browser that does not allow it yet stays silent. */
export function chime(): void {
  make((out) => {
    tone(out, 659, 0, 0.18);
    tone(out, 880, 0.16, 0.3);
  });
}

const between = 3000;

/** Rings until the signal fires: two soft tones, a pause. `calling` is what the caller hears. */
export function ringing(who: "calling" | "called", signal: AbortSignal): void {
  const once = (to: AudioNode) => {
    if (signal.aborted) return;
    const out = new GainNode(to.context);
    out.connect(to);
    signal.addEventListener("abort", () => out.disconnect());
    if (who === "calling") return tone(out, 425, 0, 1, 0.05);
    for (const at of [0, 0.4]) {
      tone(out, 523, at, 0.16);
      tone(out, 784, at + 0.16, 0.2);
    }
  };
  make(once);
  const timer = setInterval(() => make(once), between);
  signal.addEventListener("abort", () => clearInterval(timer));
}

/** A tone that swells and fades, so that it does not click. */
function tone(out: AudioNode, hertz: number, at: number, seconds: number, loud = 0.12): void {
  const { context } = out;
  const from = context.currentTime + at;
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(loud, from + 0.02);
  gain.gain.linearRampToValueAtTime(0, from + seconds);
  const source = new OscillatorNode(context, { frequency: hertz });
  source.connect(gain).connect(out);
  source.start(from);
  source.stop(from + seconds);
}
