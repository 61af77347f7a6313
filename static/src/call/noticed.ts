/** What a person has noticed of a connection that does not carry everything; totals of one peer connection. */
export interface Noticed {
  /** How often pictures stood still, and for how long all in all. */
  freezes: number;
  frozenMs: number;
  /** Sound that did not come in time and was made up. */
  concealedMs: number;
}

/** Sums up the statistics (W3C Identifiers for WebRTC's Statistics API, RTCInboundRtpStreamStats). */
export function noticed(report: Iterable<RTCStats & Record<string, unknown>>): Noticed {
  const sum: Noticed = { freezes: 0, frozenMs: 0, concealedMs: 0 };
  const number = (value: unknown) => (typeof value === "number" ? value : 0);
  let samples = 0;
  for (const stats of report) {
    if (stats.type !== "inbound-rtp") continue;
    sum.freezes += number(stats.freezeCount);
    sum.frozenMs += 1_000 * number(stats.totalFreezesDuration);
    // Silence that is made up for silence is nothing that anybody hears.
    samples += number(stats.concealedSamples) - number(stats.silentConcealedSamples);
  }
  sum.frozenMs = Math.round(sum.frozenMs);
  sum.concealedMs = Math.round(samples / 48);
  return sum;
}

/** What is new since a look before; a new peer connection counts from nothing. */
export function since(before: Noticed, now: Noticed): Noticed {
  const more = (key: keyof Noticed) => (now[key] < before[key] ? now[key] : now[key] - before[key]);
  return { freezes: more("freezes"), frozenMs: more("frozenMs"), concealedMs: more("concealedMs") };
}
