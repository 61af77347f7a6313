import { expect, test } from "vitest";
import { noticed, since } from "./noticed.ts";

test("what was noticed of all streams is summed up", () => {
  const stats = (type: string, more: object) =>
    ({ type, id: "", timestamp: 0, ...more }) as RTCStats & Record<string, unknown>;
  const now = noticed([
    stats("inbound-rtp", { kind: "video", freezeCount: 2, totalFreezesDuration: 0.48 }),
    stats("inbound-rtp", { kind: "video", freezeCount: 1, totalFreezesDuration: 0.2 }),
    stats("inbound-rtp", { kind: "audio", concealedSamples: 9_600, silentConcealedSamples: 4_800 }),
    stats("inbound-rtp", { kind: "audio" }), // a browser that does not count
    stats("codec", { freezeCount: 9 }),
  ]);
  expect(now).toEqual({ freezes: 3, frozenMs: 680, concealedMs: 100 });
});

test("a report is of what is new, and a new connection counts from nothing", () => {
  const before = { freezes: 3, frozenMs: 680, concealedMs: 100 };
  expect(since(before, { freezes: 4, frozenMs: 900, concealedMs: 100 })).toEqual({
    freezes: 1,
    frozenMs: 220,
    concealedMs: 0,
  });
  expect(since(before, { freezes: 1, frozenMs: 90, concealedMs: 20 })).toEqual({
    freezes: 1,
    frozenMs: 90,
    concealedMs: 20,
  });
});
