import { expect, test } from "vitest";
import { isWeak, type Sample, sample } from "./quality.ts";

const start: Sample = { received: 1_000, lost: 10, lostThere: 0, roundTrip: 0.05 };

test.each<[string, Partial<Sample>, boolean]>([
  ["a clean path is good", { received: 1_200 }, false],
  ["a few lost packets are good enough", { received: 1_200, lost: 14 }, false],
  ["a tenth lost on the way here is weak", { received: 1_180, lost: 32 }, true],
  ["a tenth lost on the way there is weak", { received: 1_200, lostThere: 0.1 }, true],
  ["a second of delay is weak", { received: 1_200, roundTrip: 1 }, true],
  ["a handful of packets says nothing", { received: 1_005, lost: 15 }, false],
  ["a new connection counts from nothing", { received: 100, lost: 0 }, false],
])("%s", (_, now, weak) => {
  expect(isWeak(start, { ...start, ...now })).toBe(weak);
});

test("the statistics of all streams are summed up", () => {
  const stats = (type: string, more: object) =>
    ({ type, id: "", timestamp: 0, ...more }) as RTCStats & Record<string, unknown>;
  const now = sample([
    stats("inbound-rtp", { packetsReceived: 90, packetsLost: 5 }),
    stats("inbound-rtp", { packetsReceived: 10, packetsLost: -2 }), // duplicates can make it negative (RFC 3550)
    stats("remote-inbound-rtp", { fractionLost: 0.02 }),
    stats("remote-inbound-rtp", { fractionLost: 0.2 }),
    stats("candidate-pair", { nominated: true, currentRoundTripTime: 0.08 }),
    stats("candidate-pair", { nominated: false, currentRoundTripTime: 9 }),
    stats("codec", {}),
  ]);
  expect(now).toEqual({ received: 100, lost: 5, lostThere: 0.2, roundTrip: 0.08 });
});
