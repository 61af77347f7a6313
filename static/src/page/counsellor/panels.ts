import { signal } from "@preact/signals";

/** What can be asked about the open conversation, in a sheet. */
export type Asked = "close" | "colleague" | "advice" | "transfer" | "wrap-up";

const key = "miti.facts";

/** What the counsellor has unfolded beside the open conversation. */
export class Panels {
  readonly asked = signal<Asked | undefined>(undefined);
  readonly facts = signal(false);

  private readonly storage: Storage;

  /** The facts stay as they were left; where there is room for them they are open at first. */
  constructor(storage: Storage, hasRoom: boolean) {
    this.storage = storage;
    const kept = storage.getItem(key);
    this.facts.value = kept ? kept === "open" && hasRoom : hasRoom;
  }

  fold(): void {
    this.facts.value = !this.facts.peek();
    this.storage.setItem(key, this.facts.peek() ? "open" : "folded");
  }
}
