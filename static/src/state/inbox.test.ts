import { describe, expect, test } from "vitest";
import type { FollowUp } from "../wire/protocol.gen.ts";
import { type Inbox, news, next } from "./inbox.ts";

function followUp(id: string, day: number, more: Partial<FollowUp> = {}, owner = "me"): FollowUp {
  return {
    conversation: {
      id,
      state: "message",
      language: "fr",
      createdAt: "2026-11-20T10:00:00Z",
      dueAt: `2026-11-${day}T16:00:00Z`,
      counsellor: { id: owner, name: "Anna" },
      readByVisitor: 1,
      readByStaff: 0,
      lastMessage: 1,
    },
    ...more,
  };
}

const entered = (one: FollowUp) => ({ type: "inbox.entered", data: { followUp: one } }) as const;
const ids = (inbox: Inbox) => inbox.map(({ conversation }) => conversation.id).join(" ");

describe("the inbox", () => {
  const two = [followUp("a", 23), followUp("c", 25)];
  test("is in the order in which its questions are due", () => {
    expect(ids(next(two, entered(followUp("b", 24))))).toBe("a b c");
    expect(ids(next(two, entered(followUp("d", 26))))).toBe("a c d");
  });
  test("has a question once, however often it changes", () => {
    const changed = next(two, entered(followUp("a", 26, { warn: true })));
    expect(ids(changed)).toBe("c a");
    expect(changed[1]?.warn).toBe(true);
  });
  test("loses what was answered", () => {
    expect(ids(next(two, { type: "inbox.left", data: { conversation: "a" } }))).toBe("c");
  });
});

describe("what is worth a sound", () => {
  test.each<[string, Inbox, FollowUp, string | undefined]>([
    ["one that became mine", [], followUp("a", 23), "followUp"],
    ["one that was mine already", [followUp("a", 23)], followUp("a", 23), undefined],
    ["a colleague's", [], followUp("a", 23, {}, "bart"), undefined],
    ["mine, due soon", [followUp("a", 23)], followUp("a", 23, { warn: true }), "due"],
    ["a colleague's, due soon", [], followUp("a", 23, { warn: true }, "bart"), undefined],
    ["a colleague's that is late", [], followUp("a", 23, { warn: true, late: true }, "bart"), "due"],
    ["said already", [followUp("a", 23, { late: true })], followUp("a", 23, { late: true }), undefined],
  ])("%s", (_name, before, one, want) => {
    expect(news(before, entered(one), "me")).toBe(want);
  });
});
