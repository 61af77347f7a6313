import { signal } from "@preact/signals";
import type { Socket } from "../wire/socket.ts";
import { Call } from "./call.ts";

/** A call in a room that nobody else is in and that says nothing, for tests of its devices. */
export function quietCall(ends: AbortSignal): Call {
  const socket = { status: signal({ is: "open" }), watch: () => {}, request: async () => ({}) };
  return new Call({
    socket: socket as unknown as Socket,
    room: "r",
    stream: "s",
    seats: 1,
    name: "",
    isSelf: () => false,
    signal: ends,
  });
}
