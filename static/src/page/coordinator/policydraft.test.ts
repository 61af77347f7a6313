import { expect, test } from "vitest";
import { draftOf, policyOf } from "./policydraft.ts";

const policy = {
  minutes: 45,
  bufferMinutes: 10,
  stepMinutes: 15,
  noticeMinutes: 90,
  horizonDays: 60,
  changeUntilMinutes: 120,
  mostADay: 0,
  byTopic: { business: 60 },
};

test("what is not touched is saved as it was", () => {
  expect(policyOf(draftOf(policy))).toEqual(policy);
});

test("a notice is written in hours", () => {
  expect(draftOf(policy).amounts.noticeMinutes).toBe("1.5");
});

test("a topic whose length is taken out takes as long as any other", () => {
  const draft = draftOf(policy);
  expect(policyOf({ ...draft, byTopic: { business: "", studies: "30" } }).byTopic).toEqual({ studies: 30 });
});
