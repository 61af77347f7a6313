import { beforeEach, expect, test } from "vitest";
import { Fault } from "../../wire/fault.ts";
import { Shifts } from "./shifts.ts";

let shifts: Shifts;
const noon = Date.parse("2026-03-02T12:00:00Z");
const minutes = (n: number) => noon + n * 60_000;

beforeEach(() => {
  const kept = new Map<string, string>();
  shifts = new Shifts({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  });
});

test("who has said that they know is not asked again on the same day, and others are", () => {
  const today = new Date(noon);
  expect(shifts.isKnown("amelie", today)).toBe(false);
  shifts.know("amelie", today);
  expect(shifts.isKnown("amelie", today)).toBe(true);
  expect(shifts.isKnown("bram", today)).toBe(false);
  expect(shifts.isKnown("amelie", new Date(noon + 24 * 3_600_000))).toBe(false);
});

test("the question says when the next shift begins", () => {
  shifts.ask(new Fault("outside_shift", { next: "2026-03-02T14:00:00Z" }));
  expect(shifts.asked.value?.next).toBe("2026-03-02T14:00:00Z");
});

test("a shift is about to end in its last quarter of an hour alone", () => {
  shifts.today.value = [{ from: "2026-03-02T12:00:00Z", to: "2026-03-02T14:00:00Z" }];
  expect(shifts.ending(minutes(104))).toBeUndefined();
  expect(shifts.ending(minutes(105))?.to).toBe("2026-03-02T14:00:00Z");
  expect(shifts.ending(minutes(120))).toBeUndefined();
});

test("a call for help needs somebody until it is answered, and a second one anew", () => {
  const by = { id: "s", name: "Sabine" };
  shifts.call({ by }, 1);
  const [first] = shifts.needs();
  shifts.call({ by }, 2);
  expect(shifts.needs()[0]?.key).not.toBe(first?.key);
  shifts.forget();
  expect(shifts.needs()).toEqual([]);
});

test("what a colleague asks by name needs the counsellor until it is put off or waits for a word", () => {
  const shift = { id: "s", staff: "bram", name: "Bram", date: "2026-03-03", from: 540, to: 720 };
  const asks = (swap: { to?: string; taker?: string }) => {
    shifts.coming.value = { mine: [], offered: [{ ...shift, swap }] };
    return shifts.needs().map(({ news }) => news);
  };
  expect(asks({})).toEqual([]);
  expect(asks({ to: "amelie", taker: "amelie" })).toEqual([]);
  expect(asks({ to: "amelie" })).toEqual(["swap"]);
  shifts.putOff("s");
  expect(shifts.needs()).toEqual([]);
});
