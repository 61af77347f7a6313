// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import fr from "../i18n/fr.json";
import { speak } from "../i18n/texts.ts";
import { Later } from "./later.tsx";
import { SpokenIn } from "./texts.tsx";

const place = document.body.appendChild(document.createElement("div"));

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  render(null, place);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function shows(load: () => Promise<string>) {
  render(
    <SpokenIn value={signal(speak("fr", fr))}>
      <Later load={load} meanwhile="…">
        {(words) => words}
      </Later>
    </SpokenIn>,
    place,
  );
  await vi.advanceTimersByTimeAsync(100);
}

const missing = () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));

test("what does not come although there is a network is said, and the page anew brings it", async () => {
  const reload = vi.spyOn(location, "reload").mockReturnValue(undefined);
  await shows(missing);
  expect(place.textContent).toBe("…");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(place.textContent).toContain(fr["later.failed"]);
  place.querySelector("button")?.click();
  expect(reload).toHaveBeenCalledOnce();
});

test("without a network one waits, and it comes by itself", async () => {
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const load = vi.fn<() => Promise<string>>(missing);
  await shows(load);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(place.textContent).toBe("…");
  online.mockReturnValue(true);
  load.mockResolvedValue("Bonjour");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(place.textContent).toBe("Bonjour");
});

test("who has left what did not come does not ask for it again", async () => {
  const load = vi.fn<() => Promise<string>>(missing);
  await shows(load);
  render(null, place);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(load).toHaveBeenCalledOnce();
});
