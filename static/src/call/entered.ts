import type { Part } from "./part.ts";

const key = "miti.meeting";

/** The meeting that this tab is in, and how: after a reload nothing is asked again, or opens that was closed. */
export interface Entered {
  id: string;
  part: Part;
}

/** How the tab was in a meeting; undefined when it was not. The store must be the tab's own. */
export function enteredBefore(id: string | undefined, store: Pick<Storage, "getItem">): Entered | undefined {
  const kept = store.getItem(key);
  const entered = kept ? (JSON.parse(kept) as Entered) : undefined;
  return entered?.id === id ? entered : undefined;
}

/** Remembers that the tab is in a meeting, or in none. */
export function rememberEntered(entered: Entered | undefined, store: Storage): void {
  if (entered) store.setItem(key, JSON.stringify(entered));
  else store.removeItem(key);
}
