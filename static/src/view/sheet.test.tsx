// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { expect, test, vi } from "vitest";
import { speak } from "../i18n/texts.ts";
import { Sheet } from "./sheet.tsx";
import { SpokenIn } from "./texts.tsx";

const frame = () => new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));

test("a sheet that has gone does not take the focus from where the person went on", async () => {
  const texts = signal(speak("fr", {}));
  const page = document.body.appendChild(document.createElement("main"));
  const [opener, box] = [document.createElement("button"), document.createElement("textarea")];
  const place = document.createElement("div");
  page.append(opener, box, place);
  opener.focus();
  const sheet = (
    <SpokenIn value={texts}>
      <Sheet title="?" onClose={() => undefined}>
        .
      </Sheet>
    </SpokenIn>
  );
  render(sheet, place);
  await frame();
  render(null, place);
  box.focus();
  await frame();
  await frame();
  expect(document.activeElement).toBe(box);
});

test("marking a text beyond the edge of a sheet does not close it; a press beside it does", async () => {
  const texts = signal(speak("fr", {}));
  const place = document.body.appendChild(document.createElement("main"));
  const onClose = vi.fn();
  render(
    <SpokenIn value={texts}>
      <Sheet title="?" onClose={onClose}>
        <textarea />
      </Sheet>
    </SpokenIn>,
    place,
  );
  const dialog = place.querySelector("dialog");
  const press = (on: Element | null) => on?.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  const release = () => dialog?.dispatchEvent(new Event("click", { bubbles: true }));
  press(place.querySelector("textarea"));
  release();
  expect(onClose).not.toHaveBeenCalled();
  press(dialog);
  release();
  expect(onClose).toHaveBeenCalledOnce();
});
