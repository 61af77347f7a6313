import { expect, test } from "vitest";
import { nextStep, type Seen, type Step } from "./ladder.ts";

const fine: Seen = {
  state: "connected",
  stateFor: 60_000,
  offeredFor: 60_000,
  restarted: false,
  wasConnected: true,
  reached: true,
  canRelay: true,
};

const first: Partial<Seen> = { state: "connecting", wasConnected: false, reached: false };

test.each<[string, Partial<Seen>, Step]>([
  ["a connection that stands is left alone", {}, "wait"],
  ["a connection that stands again after a restart is left alone", { restarted: true }, "wait"],
  ["a short loss mends itself", { state: "disconnected", stateFor: 500 }, "wait"],
  ["a longer loss restarts ICE", { state: "disconnected", stateFor: 2_000 }, "restart"],
  ["a failed connection restarts ICE at once", { state: "failed", stateFor: 0 }, "restart"],
  ["a restart is given its time", { state: "failed", restarted: true, offeredFor: 3_000 }, "wait"],
  [
    "a restart that came to nothing makes way for a new connection",
    { state: "failed", restarted: true, offeredFor: 7_000 },
    "renew",
  ],
  ["a first connection is given its time", { ...first, canRelay: false, offeredFor: 3_000 }, "wait"],
  ["a direct path is given a second", { ...first, offeredFor: 800 }, "wait"],
  ["then the relay is tried as well", { ...first, offeredFor: 1_200 }, "restart"],
  [
    "a path that was found only wants time, on a bad network",
    { ...first, reached: true, offeredFor: 3_000 },
    "wait",
  ],
  ["the relay is given its time", { ...first, restarted: true, offeredFor: 3_000 }, "wait"],
  [
    "a relay that came to nothing makes way for a new connection",
    { ...first, restarted: true, offeredFor: 7_000 },
    "renew",
  ],
  [
    "a first connection that does not come is made anew",
    { ...first, canRelay: false, offeredFor: 7_000 },
    "renew",
  ],
  [
    "a connection that never stood is not restarted where there is no relay",
    { ...first, state: "failed", canRelay: false, offeredFor: 1_000 },
    "wait",
  ],
  ["a closed connection is made anew", { state: "closed" }, "renew"],
])("%s", (_, seen, step) => {
  expect(nextStep({ ...fine, ...seen })).toBe(step);
});

test("a path that is gone for 20 s is tried anew again and again", () => {
  // As the connection acts on the steps: a restart, then new connections that never stand.
  const seen: Seen = { ...fine, state: "disconnected", stateFor: 0, offeredFor: 60_000 };
  const taken: Step[] = [];
  for (let ms = 0; ms <= 20_000; ms += 500) {
    const step = nextStep(seen);
    if (step !== "wait") taken.push(step);
    if (step === "restart") Object.assign(seen, { restarted: true, offeredFor: 0 });
    if (step === "renew") Object.assign(seen, { ...first, restarted: false, offeredFor: 0 });
    seen.stateFor += 500;
    seen.offeredFor += 500;
  }
  expect(taken).toEqual(["restart", "renew", "restart", "renew", "restart"]);
});
