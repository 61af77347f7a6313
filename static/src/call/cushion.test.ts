import { expect, test } from "vitest";
import { Cushion } from "./cushion.ts";

const every = 2_000;

test("a picture that stands still for want of repeated packets waits for them", () => {
  const cushion = new Cushion();
  const waits = [1, 2, 3, 4, 5, 6, 7].map((n) => cushion.look(n * every, { freezes: n, asked: 10 * n }));
  expect(waits).toEqual([100, 200, 300, 400, 500, 500, 500]);
});

test("a picture that stands still though nothing is lost waits for nothing", () => {
  const cushion = new Cushion();
  expect(cushion.look(every, { freezes: 3, asked: 0 })).toBe(0);
  expect(cushion.look(2 * every, { freezes: 3, asked: 7 })).toBe(0);
});

test("what is not needed any more is given back by and by", () => {
  const cushion = new Cushion();
  cushion.look(0, { freezes: 1, asked: 1 });
  const lossy = { freezes: 1, asked: 1 };
  expect(cushion.look(29_000, lossy)).toBe(100);
  expect(cushion.look(31_000, lossy)).toBe(50);
  expect(cushion.look(32_000, lossy)).toBe(50);
  expect(cushion.look(62_000, lossy)).toBe(0);
  expect(cushion.look(99_000, lossy)).toBe(0);
});
