// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { expect, test } from "vitest";
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
