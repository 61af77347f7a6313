import { signal } from "@preact/signals";
import type { Need } from "../../state/needs.ts";

type Ids = ReadonlySet<string>;

/** What happened without the counsellor's doing, until it was before their eyes. */
export class Unseen {
  /** The counsellor's transfers that nobody accepted. */
  readonly returned = signal<Ids>(new Set());
  /** What became the counsellor's by itself. */
  readonly assigned = signal<Ids>(new Set());
  /** Follow-ups that became the counsellor's, or are due. */
  readonly owed = signal<readonly Need[]>([]);
  /** How many notes of each conversation were seen. */
  readonly notes = signal<Readonly<Record<string, number>>>({});

  /** A transfer came back. */
  back(id: string): void {
    this.returned.value = new Set([...this.returned.peek(), id]);
  }

  /** A conversation came by itself. */
  came(id: string): void {
    this.assigned.value = new Set([...this.assigned.peek(), id]);
  }

  /** A follow-up is owed, beside those that are owed still. */
  owe(need: Need | undefined, isStill: (id: string) => boolean): void {
    const still = this.owed.peek().filter((each) => isStill(each.conversation) && each.key !== need?.key);
    this.owed.value = need ? [...still, need] : still;
  }

  /** A conversation is open: that it came is seen. */
  open(id: string): void {
    this.assigned.value = without(this.assigned.peek(), id);
    const owed = this.owed.peek();
    if (owed.some((each) => each.conversation === id)) this.owe(undefined, (each) => each !== id);
  }

  /** The counsellor says that they have seen it. */
  see(id: string): void {
    this.returned.value = without(this.returned.peek(), id);
  }

  /** So many notes of a conversation are before the counsellor's eyes. */
  seeNotes(id: string, count: number): void {
    if (this.notes.peek()[id] !== count) this.notes.value = { ...this.notes.peek(), [id]: count };
  }

  /** Nothing is left for who signs in next. */
  clear(): void {
    this.returned.value = new Set();
    this.assigned.value = new Set();
    this.owed.value = [];
    this.notes.value = {};
  }
}

function without(all: Ids, id: string): Ids {
  return all.has(id) ? new Set([...all].filter((each) => each !== id)) : all;
}
