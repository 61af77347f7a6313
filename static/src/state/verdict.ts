/** A way to the server: the straight one, and those that networks leave open which block it. */
export type Way = "udp" | "tcp" | "relay";

/** The ways, the best first. */
export const ways: readonly Way[] = ["udp", "tcp", "relay"];

/** What came through on a way while it was measured. */
export interface Measured {
  /** Bits a second, to the server and back. */
  up: number;
  down: number;
  /** Share of the packets that did not come, 0 to 1. */
  lost: number;
  /** There and back, in seconds. */
  roundTrip: number;
}

/** What a connection is good for. */
export type Verdict = "video" | "sound" | "poor" | "none";

// A face in the smaller sizes, and a voice with room to spare.
const needs = {
  video: { bits: 300_000, lost: 0.08, roundTrip: 0.7 },
  sound: { bits: 50_000, lost: 0.2, roundTrip: 1.2 },
} as const;

/** Says what a connection is good for; undefined is one on which no way was found. */
export function verdict(measured: Measured | undefined): Verdict {
  if (!measured) return "none";
  const { up, down, lost, roundTrip } = measured;
  for (const [use, need] of [["video", needs.video] as const, ["sound", needs.sound] as const]) {
    if (Math.min(up, down) >= need.bits && lost <= need.lost && roundTrip <= need.roundTrip) return use;
  }
  return "poor";
}
