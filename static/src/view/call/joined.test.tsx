// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { quietCall } from "../../call/fakecall.ts";
import { FakeMedia } from "../../call/fakemedia.ts";
import fr from "../../i18n/fr.json";
import { speak } from "../../i18n/texts.ts";
import { SpokenIn } from "../texts.tsx";
import { Changed } from "./joined.tsx";

let over: AbortController;
const place = document.body.appendChild(document.createElement("div"));

beforeEach(() => {
  new FakeMedia().install();
  over = new AbortController();
});

afterEach(() => {
  render(null, place);
  over.abort();
  vi.unstubAllGlobals();
});

test("the devices say nothing of a screen that could not be shared: it is not opened anew there", async () => {
  const call = quietCall(over.signal);
  const fault = new DOMException("Permission denied by system", "NotAllowedError");
  Object.assign(navigator.mediaDevices, { getDisplayMedia: async () => Promise.reject(fault) });
  call.setScreen(true);
  await vi.waitFor(() => expect(call.shown.value.trouble?.device).toBe("screen"));
  render(
    <SpokenIn value={signal(speak("fr", fr))}>
      <Changed call={call} onDone={() => {}} />
    </SpokenIn>,
    place,
  );
  expect(place.textContent).toContain(fr["device.done"]);
  expect(place.textContent).not.toContain(fr["action.retry"]);
});
