import { type ReadonlySignal, signal } from "@preact/signals";
import type { InterviewMode } from "../wire/protocol.gen.ts";
import type { Part } from "./part.ts";

/** An interview that the person began, or answered, in this tab. */
export interface Here {
  id: string;
  mode: InterviewMode;
  /** How they took part last. After a reload they are not asked again, and nothing opens that was closed. */
  part?: Part;
}

const key = "miti.interview";
const leftKey = "miti.interview.left";

/**
 * Which interview is this tab's. Another tab, or another device, knows of the
 * same interview; it takes part only when the person says so there.
 */
export class Begun {
  private readonly store: Storage;
  private readonly kept = signal<Here | undefined>(undefined);
  private readonly gone = signal<string | undefined>(undefined);

  /** The store must be the tab's own, and outlive a reload. */
  constructor(store: Storage) {
    this.store = store;
    const text = store.getItem(key);
    if (text) this.kept.value = JSON.parse(text) as Here;
    this.gone.value = store.getItem(leftKey) ?? undefined;
  }

  get here(): ReadonlySignal<Here | undefined> {
    return this.kept;
  }

  /** The interview that the person left in this tab, while others go on in it. */
  get left(): ReadonlySignal<string | undefined> {
    return this.gone;
  }

  /** The person begins, answers, or takes over an interview in this tab. */
  begin(id: string, mode: InterviewMode): void {
    this.keep({ id, mode });
    this.gone.value = undefined;
    this.store.removeItem(leftKey);
  }

  /** Remembers how the person takes part in it. */
  takes(part: Part): void {
    const here = this.kept.peek();
    if (here) this.keep({ ...here, part });
  }

  /** Another tab or device has the interview now: this one does not take it back by being loaded again. */
  yields(): void {
    this.store.removeItem(key);
  }

  /** The person leaves an interview that goes on without them. */
  leave(id: string): void {
    this.kept.value = undefined;
    this.store.removeItem(key);
    this.gone.value = id;
    this.store.setItem(leftKey, id);
  }

  private keep(here: Here): void {
    this.kept.value = here;
    this.store.setItem(key, JSON.stringify(here));
  }
}
