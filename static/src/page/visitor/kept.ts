import { newId } from "../../wire/id.ts";
import type { Language } from "../../wire/resources.ts";
import type { Question } from "./question.ts";

// What this tab keeps so that a reload loses no word. It is gone with the tab, and with an erasure.

/** A question with the ids that make it one conversation, however often it is sent. */
export interface Prepared extends Question {
  conversation: string;
  message: string;
}

/** A message that was not confirmed yet. */
export interface Unsent {
  id: string;
  text: string;
}

/** What a tab keeps of its visitor. */
export class Kept {
  private readonly store: Storage;

  constructor(store: Storage) {
    this.store = store;
  }

  question(language: Language): Prepared {
    return { ...freshQuestion(language), ...this.read<Partial<Prepared>>("question", {}) };
  }

  keepQuestion(question: Prepared): void {
    this.write("question", question);
  }

  draft(conversation: string): string {
    return this.read(`draft.${conversation}`, "");
  }

  keepDraft(conversation: string, draft: string): void {
    this.write(`draft.${conversation}`, draft);
  }

  unsent(conversation: string): Unsent[] {
    return this.read<Unsent[]>(`unsent.${conversation}`, []);
  }

  keepUnsent(conversation: string, unsent: readonly Unsent[]): void {
    this.write(`unsent.${conversation}`, unsent);
  }

  /** The closed conversation that the person has left behind for a new question. */
  get left(): string {
    return this.read("left", "");
  }

  set left(conversation: string) {
    this.write("left", conversation);
  }

  /** Forgets everything. */
  clear(): void {
    for (const key of Object.keys(this.store)) {
      if (key.startsWith(prefix)) this.store.removeItem(key);
    }
  }

  private read<T>(name: string, otherwise: T): T {
    const text = this.store.getItem(prefix + name);
    return text === null ? otherwise : (JSON.parse(text) as T);
  }

  private write(name: string, value: unknown): void {
    this.store.setItem(prefix + name, JSON.stringify(value));
  }
}

const prefix = "miti.visitor.";

/** An empty question with fresh ids. */
export function freshQuestion(language: Language): Prepared {
  return { conversation: newId(), message: newId(), text: "", language, name: "", postcode: "", contact: "" };
}
