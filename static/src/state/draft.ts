// What is written and not sent yet, by conversation ("new" before there is one).

const prefix = "miti.draft.";

/** The draft of a conversation, empty when there is none. */
export function loadDraft(conversation: string, storage: Storage = localStorage): string {
  return storage.getItem(prefix + conversation) ?? "";
}

/** Keeps a draft over a reload. An empty one leaves nothing behind. */
export function saveDraft(conversation: string, text: string, storage: Storage = localStorage): void {
  try {
    if (text) storage.setItem(prefix + conversation, text);
    else storage.removeItem(prefix + conversation);
  } catch {
    // The storage is full: the draft lives as long as the page.
  }
}

/** Under which name the draft of a note for staff is kept, apart from what the visitor gets. */
export const noteDraft = (conversation: string) => `note.${conversation}`;
