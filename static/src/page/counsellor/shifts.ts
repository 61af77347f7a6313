import { computed, signal } from "@preact/signals";
import type { Need } from "../../state/needs.ts";
import type { Fault } from "../../wire/fault.ts";
import type { HelpEvent, Instant } from "../../wire/protocol.gen.ts";
import type { ComingShifts, Interval } from "../../wire/resources.ts";

/** How long before the end of a shift no new conversation should begin. */
const winding = 15 * 60_000;

/** What the roster and those who run it want of the counsellor. */
export class Shifts {
  /** The counsellor's own shifts of today. */
  readonly today = signal<readonly Interval[]>([]);
  /** Those of the coming weeks, and those of colleagues that the counsellor may take. */
  readonly coming = signal<ComingShifts | undefined>(undefined);
  /** Going live is outside of them: when the next one begins, if any does. */
  readonly asked = signal<{ next: Instant | undefined } | undefined>(undefined);
  /** A coordinator asks for help. */
  readonly help = signal<(HelpEvent & { at: number }) | undefined>(undefined);

  private readonly putOffs = signal<readonly string[]>([]);
  private readonly kept: Pick<Storage, "getItem" | "setItem">;

  constructor(kept: Pick<Storage, "getItem" | "setItem">) {
    this.kept = kept;
  }

  /** The shifts that a colleague asks the counsellor by name to take, and that were not put off. */
  readonly askedByName = computed(
    () =>
      this.coming.value?.offered.filter(
        ({ id, swap }) => swap?.to && !swap.taker && !this.putOffs.value.includes(id),
      ) ?? [],
  );

  putOff(id: string): void {
    this.putOffs.value = [...this.putOffs.peek(), id];
  }

  /** Whether the counsellor has said today that they know. */
  isKnown(me: string, now: Date): boolean {
    return this.kept.getItem(`miti.outside.${me}`) === now.toDateString();
  }

  /** Remembers that they do, until tomorrow. */
  know(me: string, now: Date): void {
    this.kept.setItem(`miti.outside.${me}`, now.toDateString());
  }

  /** Asks before somebody goes live outside their shift. */
  ask(fault: Fault): void {
    this.asked.value = { next: fault.next };
  }

  call(help: HelpEvent, now: number): void {
    this.help.value = { ...help, at: now };
  }

  /** What of it needs the counsellor now. */
  needs(): Need[] {
    const help = this.help.value;
    const asked = this.askedByName.value.map(({ id }) => {
      return { key: `swap:${id}`, news: "swap", conversation: "" } as const;
    });
    return help ? [{ key: `help:${help.at}`, news: "help", conversation: "" }, ...asked] : asked;
  }

  /** The shift that is about to end, when the counsellor is in one. */
  ending(now: number): Interval | undefined {
    const ends = this.today.value.find(({ from, to }) => Date.parse(from) <= now && now < Date.parse(to));
    return ends && Date.parse(ends.to) - now <= winding ? ends : undefined;
  }

  forget(): void {
    this.today.value = [];
    this.coming.value = undefined;
    this.putOffs.value = [];
    this.asked.value = undefined;
    this.help.value = undefined;
  }
}
