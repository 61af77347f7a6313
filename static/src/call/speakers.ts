import { type ReadonlySignal, signal } from "@preact/signals";

const every = 300;
/** What is quieter than this is a room, not a voice. */
const voice = 0.02;
/** A breath between two words is not the end of speaking. */
const breath = 1_200;

/**
 * Watches who is heard to speak until the signal fires: the levels are those of the seats, and
 * `who` says who sits there.
 */
export function speakers(
  levels: () => Promise<readonly number[]>,
  who: (seat: number) => string | undefined,
  ends: AbortSignal,
): ReadonlySignal<ReadonlySet<string>> {
  const speaking = signal<ReadonlySet<string>>(new Set());
  const heardAt = new Map<string, number>();
  const look = async () => {
    const loud = await levels();
    const now = performance.now();
    for (const [seat, level] of loud.entries()) {
      const participant = who(seat);
      if (participant && level > voice) heardAt.set(participant, now);
    }
    for (const [participant, at] of heardAt) if (now - at > breath) heardAt.delete(participant);
    const said = new Set(heardAt.keys());
    const before = speaking.peek();
    if (said.size !== before.size || [...said].some((each) => !before.has(each))) speaking.value = said;
  };
  const timer = setInterval(() => void look(), every);
  ends.addEventListener("abort", () => clearInterval(timer), { once: true });
  return speaking;
}
