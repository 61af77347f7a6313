import { type ReadonlySignal, signal } from "@preact/signals";
import type { InterviewMode } from "../wire/protocol.gen.ts";

/** An interview that the person began, or answered, in this tab. */
export interface Here {
  id: string;
  mode: InterviewMode;
  /** The tab was loaded again since: the person need not be asked anything twice. */
  again: boolean;
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
    if (text) this.kept.value = { ...(JSON.parse(text) as Here), again: true };
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
    this.kept.value = { id, mode, again: false };
    this.store.setItem(key, JSON.stringify(this.kept.peek()));
    this.gone.value = undefined;
    this.store.removeItem(leftKey);
  }

  /** The person leaves an interview that goes on without them. */
  leave(id: string): void {
    this.kept.value = undefined;
    this.store.removeItem(key);
    this.gone.value = id;
    this.store.setItem(leftKey, id);
  }
}

/** Whether the person wants no device check any more. */
export class CheckSkipped {
  private readonly store: Storage;

  constructor(store: Storage) {
    this.store = store;
  }

  get value(): boolean {
    return this.store.getItem("miti.check.skip") === "yes";
  }

  set value(skip: boolean) {
    if (skip) this.store.setItem("miti.check.skip", "yes");
    else this.store.removeItem("miti.check.skip");
  }
}
