/** What one look at the statistics of a connection sums up to. */
export interface Sample {
  /** Packets that were expected from the other side, and those that never came; running totals. */
  received: number;
  lost: number;
  /** Share of our packets that the server missed lately, 0 to 1. */
  lostThere: number;
  /** Round trip in seconds. */
  roundTrip: number;
}

const weakLoss = 0.08;
const weakRoundTrip = 0.7;

/** Sums up the statistics (W3C Identifiers for WebRTC's Statistics API). */
export function sample(report: Iterable<RTCStats & Record<string, unknown>>): Sample {
  const sum: Sample = { received: 0, lost: 0, lostThere: 0, roundTrip: 0 };
  const number = (value: unknown) => (typeof value === "number" ? value : 0);
  for (const stats of report) {
    if (stats.type === "inbound-rtp") {
      sum.received += number(stats.packetsReceived);
      sum.lost += Math.max(0, number(stats.packetsLost));
    } else if (stats.type === "remote-inbound-rtp") {
      sum.lostThere = Math.max(sum.lostThere, number(stats.fractionLost));
    } else if (stats.type === "candidate-pair" && stats.nominated) {
      sum.roundTrip = Math.max(sum.roundTrip, number(stats.currentRoundTripTime));
    }
  }
  return sum;
}

/** Whether what happened between two looks is worth a word. */
export function isWeak(before: Sample, now: Sample): boolean {
  const lost = Math.max(0, now.lost - before.lost);
  const expected = lost + Math.max(0, now.received - before.received);
  // A handful of packets says nothing.
  const share = expected > 40 ? lost / expected : 0;
  return share > weakLoss || now.lostThere > weakLoss || now.roundTrip > weakRoundTrip;
}
