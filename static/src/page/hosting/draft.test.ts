import { expect, test } from "vitest";
import type { Me } from "../../wire/resources.ts";
import { daysOf, draftOf, freshDraft, planOf } from "./draft.ts";

const zone = "Europe/Brussels";
const me = { id: "amelie", centre: "namur" } as Me;
const fresh = {
  ...freshDraft(me, "namur", "fr", "2026-11-26"),
  titles: { fr: "Un CV", nl: "Een cv" },
};

test("a new plan is in a week, held by who makes it, in their centre", () => {
  expect(fresh).toMatchObject({ date: "2026-12-03", hosts: ["amelie"], centre: "namur" });
});

test("only what is said in a language of the meeting is sent", () => {
  expect(planOf(fresh, zone).titles).toEqual({ fr: "Un CV" });
});

test("what is planned once is not a series", () => {
  expect(planOf(fresh, zone)).not.toHaveProperty("weekly");
});

test("a series keeps its day over the change of the clock, and leaves out only days that it has", () => {
  const weekly = { ...fresh, date: "2026-10-22", weeks: 3, without: ["2026-10-29", "2026-12-24"] };
  expect(daysOf(weekly)).toEqual(["2026-10-22", "2026-10-29", "2026-11-05"]);
  expect(planOf(weekly, zone).weekly).toEqual({ times: 3, without: ["2026-10-29"] });
});

test("an end before the beginning is on the next day", () => {
  const { start, end } = planOf({ ...fresh, from: "23:30", to: "00:30" }, zone);
  expect(Date.parse(end) - Date.parse(start)).toBe(3_600_000);
});

test("a meeting that is edited is planned as it was", () => {
  const { start, end, ...rest } = planOf(fresh, zone);
  const meeting = {
    ...rest,
    start,
    end,
    zone,
    hosts: [{ id: "amelie", name: "Amélie", participant: "staff:amelie" }],
  };
  expect(planOf(draftOf(meeting as never), zone)).toEqual(planOf(fresh, zone));
});

test("the hours are those of the centre's clock, wherever the page is", () => {
  const { start, end } = planOf({ ...fresh, date: "2026-12-03" }, "America/Montreal");
  expect([start, end]).toEqual(["2026-12-03T15:00:00.000Z", "2026-12-03T16:00:00.000Z"]);
});
