// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { afterEach, expect, test, vi } from "vitest";
import fr from "../../i18n/fr.json";
import { speak } from "../../i18n/texts.ts";
import { SpokenIn } from "../texts.tsx";
import { CallPanel } from "./panel.tsx";
import type { CallActs, CallShown } from "./shown.ts";

const shown: CallShown = {
  link: "connected",
  weak: false,
  name: "Amélie",
  others: [],
  speaks: false,
  microphone: "on",
  camera: false,
  unheard: false,
};
const nothing = () => undefined;
const place = document.body.appendChild(document.createElement("div"));

afterEach(() => render(null, place));

/** The words on the buttons of the panel, each with what a touch of it does. */
function buttons(call: Partial<CallShown>, acts: Partial<CallActs> = {}, toggle = nothing) {
  const all = {
    microphone: nothing,
    camera: nothing,
    screen: nothing,
    devices: nothing,
    again: nothing,
    hangUp: nothing,
    hear: nothing,
    takeBack: nothing,
    ...acts,
  };
  const chat = { hidden: true, unread: 0, toggle };
  render(
    <SpokenIn value={signal(speak("fr", fr))}>
      <CallPanel call={{ ...shown, ...call }} acts={all} chat={chat} />
    </SpokenIn>,
    place,
  );
  return new Map([...place.querySelectorAll("button")].map((each) => [each.textContent?.trim(), each]));
}

test.each(["failed", "replaced"] as const)(
  "when the link is %s one can go on in writing on a phone",
  (link) => {
    const toggle = vi.fn();
    const found = buttons({ link }, {}, toggle);
    found.get(fr["call.chat"])?.click();
    expect(toggle).toHaveBeenCalledOnce();
    expect([...found.keys()]).not.toContain(fr["call.mute"]);
  },
);

test("a microphone in trouble has a button that opens it anew; a camera has its control", () => {
  const again = vi.fn();
  const silent = buttons({ trouble: { device: "microphone", words: "call.silent" } }, { again });
  silent.get(fr["call.microphone.again"])?.click();
  expect(again).toHaveBeenCalledOnce();
  const camera = buttons({ trouble: { device: "camera", words: "device.lost.camera" } });
  expect([...camera.keys()]).not.toContain(fr["call.microphone.again"]);
  expect(place.textContent).toContain(fr["device.lost.camera"]);
});
