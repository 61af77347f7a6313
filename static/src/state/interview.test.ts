import { describe, expect, test } from "vitest";
import type { Interview } from "../wire/protocol.gen.ts";
import { type Event, idle, next, type State } from "./interview.ts";

const rung: Interview = {
  id: "i",
  conversation: "c",
  state: "ringing",
  mode: "video",
  by: "staff",
  byName: "Anna",
  rungAt: "2026-11-25T09:00:00Z",
  expiresAt: "2026-11-25T09:00:45Z",
};
const live: Interview = { ...rung, state: "live", liveAt: "2026-11-25T09:00:10Z" };
const over: Interview = { ...live, state: "ended", endedAt: "2026-11-25T09:03:10Z", reason: "hung_up" };

const told = (interview: Interview, me: "visitor" | "staff" = "visitor"): Event => ({
  is: "told",
  interview,
  me,
});
const following = (...events: Event[]): State => events.reduce(next, idle);

describe("an interview", () => {
  test("rings here when the other side asks", () => {
    expect(following(told(rung))).toMatchObject({ is: "ringing", by: "other", name: "Anna", mode: "video" });
    expect(following(told(rung, "staff"))).toMatchObject({ is: "ringing", by: "me" });
  });

  test("is live from the moment of the accept, also for who reloads", () => {
    expect(following(told(rung), told(live))).toMatchObject({
      is: "live",
      since: Date.parse("2026-11-25T09:00:10Z"),
    });
    expect(following(told(live))).toMatchObject({ is: "live", id: "i" });
  });

  test("keeps what was asked while the devices are looked at", () => {
    const checking = following(told(rung), { is: "check", mode: "audio" });
    expect(checking).toMatchObject({ is: "checking", mode: "audio", answers: { id: "i" } });
    expect(next(checking, { is: "leave-check" })).toMatchObject({ is: "ringing", id: "i" });
    expect(next(checking, told({ ...rung, state: "ended", reason: "missed" }))).toMatchObject({
      is: "ended",
      why: "missed",
      seconds: 0,
    });
  });

  test("that comes in while the own devices are looked at can be answered from there", () => {
    expect(following({ is: "check", mode: "video" }, told(rung))).toMatchObject({
      is: "checking",
      answers: { id: "i" },
    });
  });

  test("says how long it lasted, once", () => {
    const ended = following(told(live), told(over));
    expect(ended).toMatchObject({ is: "ended", why: "hung_up", seconds: 180 });
    expect(next(ended, { is: "seen" })).toEqual(idle);
    expect(following(told(live), told(over), { is: "seen" }, told(over))).toEqual(idle);
  });

  test("of the past does not end the one that rings now", () => {
    const now = following(told({ ...rung, id: "j" }));
    expect(next(now, told(over))).toBe(now);
  });

  test("does not ring again because an event came twice", () => {
    const state = following(told(rung), told(live));
    expect(next(state, told(rung))).toBe(state);
  });

  test("knows how its network is while it is live, and only then", () => {
    expect(following(told(live), { is: "network", network: "lost" })).toMatchObject({ network: "lost" });
    expect(following({ is: "network", network: "lost" })).toEqual(idle);
  });

  test("that the server knows nothing of is over", () => {
    expect(following(told(live), { is: "gone" })).toEqual(idle);
  });

  test("cannot be begun while another one is live", () => {
    const state = following(told(live));
    expect(next(state, { is: "check", mode: "audio" })).toBe(state);
  });
});
