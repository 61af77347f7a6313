import { expect, test } from "vitest";
import { dateIn, daysOf, monthAfter } from "./dates.ts";

test("the date of an instant is that of the place", () => {
  const late = new Date("2026-12-31T23:30:00Z");
  expect(dateIn("Europe/Brussels", late)).toBe("2027-01-01");
  expect(dateIn("America/Lima", late)).toBe("2026-12-31");
});

test("a month begins on its weekday and has all of its days", () => {
  const weeks = daysOf("2027-02");
  expect(weeks[0]?.[0]).toBe("2027-02-01");
  expect(weeks).toHaveLength(4);
  expect(daysOf("2026-11")[0]).toEqual(["", "", "", "", "", "", "2026-11-01"]);
  expect(daysOf("2028-02").flat().filter(Boolean)).toHaveLength(29);
});

test("the month after December is in the next year", () => {
  expect(monthAfter("2026-12", 1).month).toBe("2027-01");
  expect(monthAfter("2026-01", -1).month).toBe("2025-12");
});
