import type { InterviewMode } from "../wire/protocol.gen.ts";

/** Which devices somebody wants open: they are heard, seen, both, or only listen. */
export interface Part {
  microphone: boolean;
  camera: boolean;
}

/** How somebody begins who takes part by voice, or by voice and picture. */
export const partOf = (mode: InterviewMode): Part => ({ microphone: true, camera: mode === "video" });

/** How somebody takes part who is neither heard nor seen. */
export const listening: Part = { microphone: false, camera: false };
