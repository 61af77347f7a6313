import { signal } from "@preact/signals";

/** What can be asked about the open conversation, in a sheet. */
export type Asked = "close" | "colleague" | "advice" | "transfer" | "wrap-up" | "times";

const key = "miti.facts";

/** What the counsellor has unfolded beside the open conversation. */
export class Panels {
  readonly asked = signal<Asked | undefined>(undefined);
  readonly facts = signal(false);

  private readonly storage: Storage;

  /** The facts are open where there is room for them beside the chat, unless they were folded there. */
  constructor(storage: Storage, hasRoom: boolean) {
    this.storage = storage;
    this.fit(hasRoom);
  }

  /** The page has become wider, or narrower. */
  fit(hasRoom: boolean): void {
    this.facts.value = hasRoom && this.storage.getItem(key) !== "folded";
  }

  fold(): void {
    this.facts.value = !this.facts.peek();
    this.storage.setItem(key, this.facts.peek() ? "open" : "folded");
  }
}
