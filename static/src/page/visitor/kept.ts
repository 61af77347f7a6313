import { newId } from "../../wire/id.ts";
import type { Language } from "../../wire/resources.ts";
import type { Question } from "./question.ts";

// What this tab keeps of a question that is not asked yet, so that a reload loses no word.

/** A question with the ids that make it one conversation, however often it is sent. */
export interface Prepared extends Question {
  conversation: string;
  message: string;
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

  /** The closed conversation that the person has left behind for a new question. */
  get left(): string {
    return this.read("left", "");
  }

  set left(conversation: string) {
    this.write("left", conversation);
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
  return {
    conversation: newId(),
    message: newId(),
    text: "",
    language,
    name: "",
    postcode: "",
    contact: "",
    way: "mail",
  };
}
