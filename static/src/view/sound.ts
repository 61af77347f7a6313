// Sounds are made, not loaded: they are short, and a ring must not wait for the network.

/** Plays a short friendly sound once. A browser that does not allow it yet stays silent. */
export function chime(): void {
  const audio = new AudioContext();
  tone(audio, 659, 0, 0.18);
  tone(audio, 880, 0.16, 0.3);
  setTimeout(() => void audio.close(), 1000);
}

const between = 3000;

/** Rings until the signal fires: two soft tones, a pause. `calling` is what the caller hears. */
export function ringing(who: "calling" | "called", signal: AbortSignal): void {
  const audio = new AudioContext();
  const once = () => {
    if (who === "calling") return tone(audio, 425, 0, 1, 0.05);
    for (const at of [0, 0.4]) {
      tone(audio, 523, at, 0.16);
      tone(audio, 784, at + 0.16, 0.2);
    }
  };
  once();
  const timer = setInterval(once, between);
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    void audio.close();
  });
}

/** A tone that swells and fades, so that it does not click. */
function tone(audio: AudioContext, hertz: number, at: number, seconds: number, loud = 0.12): void {
  const from = audio.currentTime + at;
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(loud, from + 0.02);
  gain.gain.linearRampToValueAtTime(0, from + seconds);
  const source = new OscillatorNode(audio, { frequency: hertz });
  source.connect(gain).connect(audio.destination);
  source.start(from);
  source.stop(from + seconds);
}
