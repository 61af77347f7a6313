import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A browser whose sound begins so late after it rested; it counts the tones that it makes. */
async function browser(beginsAfter: number) {
  vi.useFakeTimers();
  let tones = 0;
  let runs = false;
  const gain = { setValueAtTime() {}, linearRampToValueAtTime() {} };
  class Node {
    context = { currentTime: 0 };
    gain = gain;
    connect = <T>(to: T) => to;
    disconnect() {}
    start() {
      tones++;
    }
    stop() {}
  }
  vi.stubGlobal("GainNode", Node);
  vi.stubGlobal("OscillatorNode", Node);
  vi.stubGlobal(
    "AudioContext",
    class {
      destination = new Node();
      async resume() {
        if (!runs) await new Promise((done) => setTimeout(done, beginsAfter));
        runs = true;
      }
      async suspend() {
        runs = false;
      }
    },
  );
  vi.resetModules();
  const { ringing } = await import("./sound.ts");
  return { ringing, tones: () => tones, rests: () => !runs };
}

test("a ring is heard where sound takes long to begin, and the sound rests when it has ended", async () => {
  const { ringing, tones, rests } = await browser(800);
  const over = new AbortController();
  ringing("calling", over.signal);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(tones()).toBeGreaterThan(1);
  over.abort();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(rests()).toBe(true);
});

test("where there is no sound at all everything else goes on", async () => {
  vi.resetModules();
  const { chime, ringing } = await import("./sound.ts");
  expect("AudioContext" in globalThis).toBe(false);
  chime();
  const over = new AbortController();
  ringing("called", over.signal);
  over.abort();
});
