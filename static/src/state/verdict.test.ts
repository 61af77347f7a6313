import { expect, test } from "vitest";
import { type Measured, type Verdict, verdict } from "./verdict.ts";

const good: Measured = { up: 780_000, down: 760_000, lost: 0, roundTrip: 0.04 };

test.each<[string, Measured | undefined, Verdict]>([
  ["a good one is good for video", good, "video"],
  ["a little loss is mended", { ...good, lost: 0.05 }, "video"],
  ["what does not come back is not seen", { ...good, down: 120_000 }, "sound"],
  ["what does not leave is not seen by the other", { ...good, up: 120_000 }, "sound"],
  ["a tenth of loss is for the voice alone", { ...good, lost: 0.12 }, "sound"],
  ["a voice needs little, but it needs that", { ...good, up: 20_000 }, "poor"],
  ["two seconds there and back is no talk", { ...good, roundTrip: 2 }, "poor"],
  ["no way at all", undefined, "none"],
])("%s", (_, measured, said) => {
  expect(verdict(measured)).toBe(said);
});
