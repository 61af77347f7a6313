// What this tab keeps of a booking that is not made yet, so that a reload loses no word.

/** What somebody has typed to book. */
export interface Typed {
  name: string;
  contact: string;
  way: "mail" | "phone";
  question: string;
}

const key = "miti.booking";
const nothing: Typed = { name: "", contact: "", way: "mail", question: "" };

/** What a tab keeps of what was typed. */
export class Kept {
  private readonly store: Storage;

  constructor(store: Storage) {
    this.store = store;
  }

  get typed(): Typed {
    const text = this.store.getItem(key);
    return text === null ? nothing : { ...nothing, ...(JSON.parse(text) as Partial<Typed>) };
  }

  set typed(typed: Typed) {
    this.store.setItem(key, JSON.stringify(typed));
  }

  /** Forgets what was typed: it is booked, or erased. */
  clear(): void {
    this.store.removeItem(key);
  }
}
