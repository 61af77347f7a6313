import { expect, test } from "vitest";
import {
  addDays,
  begins,
  clock,
  clockIn,
  dated,
  dateIn,
  dayName,
  ends,
  hasBegun,
  hours,
  instantIn,
  mondayOf,
  stopwatch,
  weekOf,
} from "./week.ts";

test("a week begins on Monday, and runs over months and clocks that are moved", () => {
  expect(mondayOf("2026-03-29")).toBe("2026-03-23");
  expect(mondayOf("2026-03-23")).toBe("2026-03-23");
  expect(weekOf("2026-03-23").at(-1)).toBe("2026-03-29");
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
});

test("the day may be another one where the clock hangs", () => {
  const late = new Date("2026-03-02T23:30:00Z");
  expect(dateIn("Europe/Brussels", late)).toBe("2026-03-03");
  expect(clockIn("Europe/Brussels", late)).toBe("00:30");
  expect(dateIn("UTC", late)).toBe("2026-03-02");
});

test("midnight begins a day and ends it", () => {
  expect(begins("00:00")).toBe(0);
  expect(ends("00:00")).toBe(1440);
  expect(hours({ from: 540, to: 1440 })).toBe("09:00–00:00");
  expect(clock(545)).toBe("09:05");
  expect(begins("")).toBeNaN();
  expect(ends("")).toBeNaN();
});

test("a wait is read like a watch", () => {
  expect(stopwatch(5)).toBe("0:05");
  expect(stopwatch(3725)).toBe("1:02:05");
});

test("days are called as people call them", () => {
  expect(dayName("fr", "2026-03-02", "long")).toBe("lundi");
  expect(dated("en", "2026-03-02", true)).toBe("Monday 2 March");
  expect(dated("de", "2026-03-02")).toBe("2. März");
});

test("an hour of a zone's clock is an instant, also in the nights when it changes", () => {
  const at = (date: string, time: string) => instantIn("Europe/Brussels", date, time).toISOString();
  expect(at("2026-07-01", "10:00")).toBe("2026-07-01T08:00:00.000Z");
  expect(at("2026-03-29", "01:59")).toBe("2026-03-29T00:59:00.000Z");
  expect(at("2026-03-29", "03:00")).toBe("2026-03-29T01:00:00.000Z");
  expect(at("2026-10-25", "01:30")).toBe("2026-10-24T23:30:00.000Z");
  expect(at("2026-10-25", "03:00")).toBe("2026-10-25T02:00:00.000Z");
  expect(instantIn("Pacific/Auckland", "2026-12-01", "00:15").toISOString()).toBe("2026-11-30T11:15:00.000Z");
});

test("an hour that the clock jumps over is when it has jumped", () => {
  expect(clockIn("Europe/Brussels", instantIn("Europe/Brussels", "2026-03-29", "02:30"))).toMatch(
    /^0[13]:30$/,
  );
});

test.each([
  ["yesterday's", "2026-03-01", 1380, true],
  ["this morning's", "2026-03-02", 540, true],
  ["the one of this minute", "2026-03-02", 780, true],
  ["the one of the next minute", "2026-03-02", 781, false],
  ["tomorrow's", "2026-03-03", 0, false],
])("%s has begun, by the clock of its zone", (_, date, from, begun) => {
  expect(hasBegun({ date, from }, "Europe/Brussels", new Date("2026-03-02T12:00:30Z"))).toBe(begun);
});
