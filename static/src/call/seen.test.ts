import { afterEach, expect, test, vi } from "vitest";
import type { SeatStreams } from "./connection.ts";
import { heightsSeen, ofShown } from "./seen.ts";

afterEach(() => vi.unstubAllGlobals());

const picture = {} as MediaStream;
const seats = [{ video: picture }, { video: {} }] as SeatStreams[];

/** A page on which a picture is shown in a box. */
function page(clientWidth: number, clientHeight: number, more: object = {}, density = 1) {
  vi.stubGlobal("devicePixelRatio", density);
  vi.stubGlobal("document", {
    hidden: false,
    pictureInPictureElement: null,
    querySelectorAll: () => [{ srcObject: picture, clientWidth, clientHeight }],
    ...more,
  });
  return heightsSeen(seats)[0];
}

test("a picture is as high as its box, in steps", () => {
  expect(page(640, 350)).toBe(360);
  expect(page(640, 350, {}, 2)).toBe(720);
  expect(page(640, 350, {}, 3)).toBe(720);
});

test("a wide box is filled over its height", () => {
  expect(page(640, 100)).toBe(360);
});

test("what is not shown has no height", () => {
  expect(page(0, 0)).toBe(0);
  expect(page(640, 360, { hidden: true })).toBe(0);
  expect(page(640, 360, { hidden: true, pictureInPictureElement: {} })).toBe(360);
});

test("a seat that has no place on the page yet is shown whole when it gets one", () => {
  page(640, 360, { hidden: true });
  expect(heightsSeen(seats)[1]).toBeGreaterThan(720);
});

test("of many, only those on the page and screens are sent", () => {
  const seated = [
    { participant: "a" },
    { participant: "b" },
    { participant: "b", screen: true },
    { participant: "" },
  ];
  expect(ofShown([720, 720, 720, 720], seated, ["a"])).toEqual([720, 0, 720, 720]);
  expect(ofShown([720, 720, 720, 720], seated, [])).toEqual([720, 720, 720, 720]);
});
