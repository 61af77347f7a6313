// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { expect, test } from "vitest";
import french from "../../i18n/fr.json";
import { speak } from "../../i18n/texts.ts";
import type { CallShown, Other } from "../call/shown.ts";
import { SpokenIn } from "../texts.tsx";
import { Grid } from "./grid.tsx";

/** What is shown, and the effects of it. */
const settled = async () => {
  for (let i = 0; i < 2; i++) await new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));
};

const other = (n: number): Other => ({
  id: `p${n}`,
  name: `Personne ${n}`,
  connected: true,
  microphone: false,
  speaks: false,
  weak: false,
  paused: false,
  unseeing: false,
  screenPaused: false,
  screenUnseen: false,
  camera: false,
});

const callOf = (people: number, pinned = ""): CallShown => ({
  link: "connected",
  weak: false,
  name: "",
  others: Array.from({ length: people }, (_, n) => other(n + 1)),
  speaks: false,
  microphone: "muted",
  camera: false,
  unheard: false,
  pinned,
});

test("with more people than places a person turns to the others and back, and says whom they look at", async () => {
  const texts = signal(speak("fr", french));
  const place = document.body.appendChild(document.createElement("main"));
  let looksAt: readonly string[] = [];
  const show = async (call: CallShown) => {
    const grid = <Grid call={call} spotlight="" onPin={() => undefined} onShow={(ids) => (looksAt = ids)} />;
    render(<SpokenIn value={texts}>{grid}</SpokenIn>, place);
    await settled();
  };
  const names = () => [...place.querySelectorAll(".tile-name")].map((each) => each.textContent);
  const turn = async (words: string) => {
    const button = [...place.querySelectorAll("nav button")].find((each) => each.textContent === words);
    (button as HTMLElement).click();
    await settled();
  };
  await show(callOf(8));
  expect(place.querySelector("nav")).toBeNull();
  expect(looksAt).toEqual([]);

  await show(callOf(10));
  expect(names()).toHaveLength(8);
  expect(looksAt).toHaveLength(8);
  await turn("Personnes suivantes");
  expect(names()).toEqual(["Personne 9", "Personne 10"]);
  expect(looksAt).toEqual(["p9", "p10"]);
  expect(place.querySelector("nav [role=status]")?.textContent).toBe("Page 2 sur 2");
  await turn("Personnes suivantes");
  expect(names()).toHaveLength(8);
  await turn("Personnes précédentes");
  expect(names()).toEqual(["Personne 9", "Personne 10"]);

  await show(callOf(10, "p10"));
  expect(names()).toContain("Personne 10");
  expect(place.querySelector(".leads .tile-name")?.textContent).toBe("Personne 10");

  await turn("Personnes suivantes");
  await show(callOf(8));
  expect(names()).toHaveLength(8);
  expect(looksAt).toEqual([]);
});
