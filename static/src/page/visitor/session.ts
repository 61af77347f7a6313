import { type Signal, signal } from "@preact/signals";
import { Followed, type Surroundings } from "../../state/followed.ts";
import { anyOf } from "../../wire/anyof.ts";
import * as commands from "../../wire/commands.ts";
import { Fault } from "../../wire/fault.ts";
import { newId } from "../../wire/id.ts";
import { leaveLink, opensNothing, visitorAs } from "../../wire/link.ts";
import type { Availability, Conversation, ConversationSnapshot } from "../../wire/protocol.gen.ts";
import type { Caller } from "../../wire/request.ts";
import type { Language, Network, OpenConversation, ResumeLink } from "../../wire/resources.ts";
import type { Socket } from "../../wire/socket.ts";
import { freshQuestion, type Kept, type Prepared } from "./kept.ts";
import type { Question } from "./question.ts";

interface Options {
  socket: Socket;
  kept: Kept;
  /** The language to be served in, until the person says another. */
  language: Language;
  /** Tells the person what went wrong. */
  failed: (error: unknown) => void;
  onNews: Surroundings["onNews"];
  onEnded: Surroundings["onEnded"];
  /** Called when a private link no longer works. */
  onUsedLink: () => void;
  signal: AbortSignal;
}

/** Everything that is true on a visitor's page, and what the visitor can do. */
export class Session {
  readonly network = signal<Network | undefined>(undefined);
  readonly there = signal<Availability | undefined>(undefined);
  readonly question: Signal<Prepared>;
  /** The conversation on the page; undefined before one, null while that is not known yet. */
  readonly followed = signal<Followed | undefined | null>(null);
  /** The visitor's conversations, newest first, as they were when the page last asked. */
  readonly conversations = signal<readonly Conversation[]>([]);
  readonly busy = signal(false);
  /** The person has come to an appointment, and is not in its room yet. */
  readonly arriving = signal(false);
  /** The fault of the contact that was given. */
  readonly contactFault = signal<unknown>(undefined);

  private readonly options: Options;
  private readonly caller: Caller;
  private following = new AbortController();

  constructor(options: Options) {
    this.options = options;
    this.caller = { as: "visitor", signal: options.signal };
    this.question = signal(options.kept.question(options.language));
    options.socket.watch(
      "availability",
      (incoming) => {
        if (incoming.type === "availability") this.there.value = incoming.data.availability;
      },
      options.signal,
    );
  }

  /**
   * Finds out who is there, and which conversation goes on here: that of a private link's token, the
   * room of an appointment, or the last one.
   */
  async begin({ token, room }: { token?: string | undefined; room?: string | undefined }): Promise<void> {
    void this.attempt(async () => {
      const network = await commands.getNetwork(this.caller);
      this.network.value = network;
      this.there.value ??= network.availability;
    });
    if (token !== undefined && (await this.resume(token))) return;
    const found = await this.attempt(() => commands.getVisitor(this.caller));
    if (found && !found.limited && visitorAs() === "link") {
      leaveLink(); // its session is over
      return this.begin({ room });
    }
    this.conversations.value = found?.conversations ?? [];
    const all = found?.conversations ?? [];
    const newest = all.find(({ id }) => id === room) ?? all[0];
    if (!newest || (newest.id === this.options.kept.left && !token && !room)) {
      this.followed.value = undefined;
      return;
    }
    const snapshot = await this.attempt(() => commands.getConversation(newest.id, this.caller));
    if (newest.id === this.question.peek().conversation) this.asked();
    this.arriving.value = room !== undefined && newest.id === room;
    this.follow(snapshot);
  }

  /**
   * Trades the token of a private link for a session. It reports whether the link was
   * that of an appointment, which has a page of its own.
   */
  private async resume(token: string): Promise<boolean> {
    try {
      const { appointment } = await commands.resume(token, this.caller);
      if (appointment) location.replace(`/book#a=${appointment}`);
      else this.options.socket.renew();
      return appointment !== undefined;
    } catch (error) {
      if (opensNothing(error)) this.options.onUsedLink();
      else this.options.failed(error);
      return false;
    }
  }

  /** Changes what is prepared, and keeps it. */
  prepare(change: Partial<Question>): void {
    if (change.contact !== undefined) this.contactFault.value = undefined;
    this.question.value = { ...this.question.peek(), ...change };
    this.options.kept.keepQuestion(this.question.peek());
  }

  /** Opens a conversation with what is prepared. */
  async open(intent: OpenConversation["intent"]): Promise<void> {
    if (this.busy.peek()) return;
    this.options.kept.keepQuestion(this.question.peek());
    this.busy.value = true;
    leaveLink(); // what is asked here is nobody else's to see
    const snapshot = await this.attempt(() =>
      commands.openConversation(opening(this.question.peek(), intent), this.caller),
    );
    this.busy.value = false;
    if (!snapshot) return;
    this.asked();
    this.options.socket.renew(); // the session began with this conversation
    this.follow(snapshot);
  }

  /** Turns the wait into a message. It reports whether that went through. */
  async leaveMessage(): Promise<boolean> {
    const followed = this.followed.peek();
    if (!followed) return false;
    const { contact } = this.question.peek();
    const changed = await this.attempt(() => commands.leaveMessage(followed.id, contact, this.caller));
    if (changed) followed.changed(changed);
    return changed !== undefined;
  }

  /** Lets a conversation wait again that is over, or left as a message. */
  async reopen(): Promise<void> {
    const followed = this.followed.peek();
    if (!followed) return;
    const changed = await this.attempt(() => commands.reopenConversation(followed.id, this.caller));
    if (changed) followed.changed(changed);
  }

  /** Leaves a conversation behind, for a new question, which may begin with a text. */
  startAnew(text = ""): void {
    this.options.kept.left = this.followed.peek()?.id ?? "";
    this.following.abort();
    this.followed.value = undefined;
    if (text) this.prepare({ text });
    void this.attempt(async () => {
      this.conversations.value = (await commands.getVisitor(this.caller)).conversations;
    });
  }

  /** Goes back to one of the visitor's own conversations. */
  async goTo(id: string): Promise<void> {
    const snapshot = await this.attempt(() => commands.getConversation(id, this.caller));
    if (!snapshot) return;
    this.options.kept.left = "";
    this.follow(snapshot);
  }

  /** Sends the visitor a letter about the conversation. What is wrong with the address is returned. */
  async mail(what: "transcript" | "link", contact: string): Promise<unknown> {
    const id = this.followed.peek()?.id ?? "";
    const send = what === "link" ? commands.mailResumeLink : commands.mailTranscript;
    try {
      await send(id, { id: newId(), ...(contact && { contact }) }, this.caller);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  makeLink(): Promise<ResumeLink | undefined> {
    const id = this.followed.peek()?.id ?? "";
    return this.attempt(() => commands.makeResumeLink(id, this.caller));
  }

  /** Erases everything, here and there. It reports whether that went through. */
  async erase(): Promise<boolean> {
    const done = await this.attempt(async () => {
      await commands.eraseVisitor(this.caller);
      return true;
    });
    if (!done) return false;
    this.following.abort();
    forgetEverything();
    this.question.value = freshQuestion(this.options.language);
    this.conversations.value = [];
    this.followed.value = undefined;
    this.options.socket.renew();
    return true;
  }

  private asked(): void {
    const { language, topic } = this.question.peek();
    this.question.value = { ...freshQuestion(language), topic };
    this.options.kept.keepQuestion(this.question.peek());
  }

  private follow(snapshot: ConversationSnapshot | undefined): void {
    this.following.abort();
    this.following = new AbortController();
    const ends = anyOf(this.options.signal, this.following.signal);
    this.followed.value = snapshot && new Followed(snapshot, { ...this.options, as: "visitor" }, ends);
  }

  /** Runs a command. What it cannot do is told, and it gives undefined. */
  private async attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command();
    } catch (error) {
      if (this.options.signal.aborted) return undefined;
      if (isAboutContact(error)) this.contactFault.value = error;
      else this.options.failed(error);
      return undefined;
    }
  }
}

/** Takes all words of the visitor off this device; what is left is the choice of a language. */
function forgetEverything(): void {
  sessionStorage.clear();
  const words = Object.keys(localStorage).filter((key) => /^miti\.(draft|outbox)\./.test(key));
  for (const key of words) localStorage.removeItem(key);
}

/** The request of a question; what was left empty is left out. */
function opening(question: Prepared, intent: OpenConversation["intent"]): OpenConversation {
  const { conversation: id, message, text, topic, language } = question;
  const optional = {
    name: question.name.trim(),
    postcode: question.postcode,
    contact: intent === "message" ? question.contact.trim() : "",
    topic: topic ?? "",
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== ""));
  return { id, intent, language, message: { id: message, text: text.trim() }, ...given };
}

/** Whether a fault is about where the answer should go. */
export function isAboutContact(error: unknown): error is Fault {
  return error instanceof Fault && (error.code === "contact_required" || error.code === "bad_contact");
}
