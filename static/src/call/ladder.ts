/** What a call does about its connection. */
export type Step = "wait" | "restart" | "renew";

/** What is known of the connection, in milliseconds since each thing happened. */
export interface Seen {
  state: RTCPeerConnectionState;
  /** Since the state is what it is. */
  stateFor: number;
  /** Since the last offer of any kind was sent. */
  offeredFor: number;
  /** Whether that offer restarted ICE on the connection that is there. */
  restarted: boolean;
  /** Whether this peer connection was ever connected. */
  wasConnected: boolean;
  /** Whether ICE has found a path. */
  reached: boolean;
  /** Whether a restart could go by a relay. */
  canRelay: boolean;
}

/** A short loss mends itself; the browser finds out only some seconds after it began. */
const patience = 1_000;
/** How long a direct path is waited for before the relay is tried as well. */
export const direct = 1_000;
/** How long a restart, or a new connection, is given. */
const attempt = 6_000;

/**
 * Decides the next step of the ladder: a first connection is tried directly, then by
 * the relay too. One that was lost gets a restart of ICE, which keeps the keys and
 * the seats; when that comes to nothing, a new connection, again and again.
 */
export function nextStep(seen: Seen): Step {
  const { state, stateFor, offeredFor, restarted, wasConnected, reached, canRelay } = seen;
  if (state === "connected") return "wait";
  if (state === "closed") return "renew";
  if (restarted) return offeredFor > attempt ? "renew" : "wait";
  if (!wasConnected) {
    if (canRelay && !reached && offeredFor > direct) return "restart";
    return offeredFor > attempt ? "renew" : "wait";
  }
  const isLost = state === "failed" || (state === "disconnected" && stateFor > patience);
  return isLost ? "restart" : "wait";
}
