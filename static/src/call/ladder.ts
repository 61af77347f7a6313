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
}

/** A short loss mends itself; the browser finds out only some seconds after it began. */
const patience = 1_000;
/** How long a restart, or a new connection, is given. */
const attempt = 6_000;

/**
 * Decides the next step of the ladder: first a restart of ICE, which keeps the
 * keys and the seats; when that comes to nothing, a new connection, again and again.
 */
export function nextStep(seen: Seen): Step {
  const { state, stateFor, offeredFor, restarted, wasConnected } = seen;
  if (state === "connected") return "wait";
  if (state === "closed") return "renew";
  if (!wasConnected) return offeredFor > attempt ? "renew" : "wait";
  if (restarted) return offeredFor > attempt ? "renew" : "wait";
  const isLost = state === "failed" || (state === "disconnected" && stateFor > patience);
  return isLost ? "restart" : "wait";
}
