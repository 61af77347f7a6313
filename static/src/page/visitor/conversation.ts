import { type Signal, signal } from "@preact/signals";
import type { Outgoing } from "../../view/thread.tsx";
import type { Caller } from "../../wire/commands.ts";
import * as commands from "../../wire/commands.ts";
import { Fault } from "../../wire/fault.ts";
import { newId } from "../../wire/id.ts";
import type {
  Conversation,
  ConversationSnapshot,
  InterviewReason,
  Message,
  Place,
} from "../../wire/protocol.gen.ts";
import type { Incoming, Socket } from "../../wire/socket.ts";
import type { Kept } from "./kept.ts";

const typingHolds = 6_000;
const typingEvery = 3_000;

/** What a conversation of the visitor needs of its page. */
export interface Surroundings {
  socket: Socket;
  kept: Kept;
  /** Tells the person what a command could not do. */
  failed: (error: unknown) => void;
  /** Called when the counsellor is there, and when something new was said. */
  onNews: (news: "taken" | "message") => void;
  /** Called when an interview is over. */
  onEnded: (reason: InterviewReason) => void;
}

/** One conversation as it is now. It follows its stream until the signal fires. */
export class Followed {
  readonly conversation: Signal<Conversation>;
  readonly messages: Signal<readonly Message[]>;
  readonly outgoing: Signal<readonly Outgoing[]>;
  readonly place: Signal<Place | undefined>;
  readonly writing = signal<string | undefined>(undefined);
  readonly draft: Signal<string>;
  readonly id: string;

  private readonly around: Surroundings;
  private readonly caller: Caller;
  private stillWrites: ReturnType<typeof setTimeout> | undefined;
  private saidTyping = 0;
  private read = 0;
  private sending: Promise<void> = Promise.resolve();

  constructor(snapshot: ConversationSnapshot, around: Surroundings, ends: AbortSignal) {
    this.id = snapshot.conversation.id;
    this.around = around;
    this.caller = { as: "visitor", signal: ends };
    this.conversation = signal(snapshot.conversation);
    this.messages = signal(snapshot.messages);
    this.place = signal(snapshot.place);
    this.draft = signal(around.kept.draft(this.id));
    this.outgoing = signal([]);
    for (const { id, text } of around.kept.unsent(this.id)) this.post(id, text);
    around.socket.watch(`conversation:${this.id}`, (incoming) => this.take(incoming), ends);
    document.addEventListener("visibilitychange", () => this.readAll(), { signal: ends });
    ends.addEventListener("abort", () => clearTimeout(this.stillWrites));
    this.readAll();
  }

  private take(incoming: Incoming): void {
    switch (incoming.type) {
      case "conversation":
        this.whole(incoming.data);
        break;
      case "message":
        this.add(incoming.data.message);
        break;
      case "conversation.changed":
        this.change(incoming.data.conversation);
        break;
      case "read": {
        const { by, upTo } = incoming.data;
        this.patch(by === "staff" ? { readByStaff: upTo } : { readByVisitor: upTo });
        break;
      }
      case "interview": {
        const { interview } = incoming.data;
        const { interview: _, ...rest } = this.conversation.peek();
        this.conversation.value = interview.state === "ended" ? rest : { ...rest, interview };
        if (interview.reason) this.around.onEnded(interview.reason);
        break;
      }
      case "typing":
        if (incoming.data.by === "staff") this.someoneWrites(incoming.data.name ?? "");
        break;
      case "place":
        this.place.value = incoming.data.place;
        break;
      default: // what concerns the room goes to the call
    }
  }

  private whole(snapshot: ConversationSnapshot): void {
    this.messages.value = [];
    for (const message of snapshot.messages) this.add(message, true);
    this.place.value = snapshot.place;
    this.change(snapshot.conversation);
    this.readAll();
  }

  private change(conversation: Conversation): void {
    const before = this.conversation.peek().state;
    this.conversation.value = conversation;
    if (before === "waiting" && conversation.state === "active") this.around.onNews("taken");
  }

  private patch(change: Partial<Conversation>): void {
    this.conversation.value = { ...this.conversation.peek(), ...change };
  }

  /** Adds a message once, where its number says. */
  private add(message: Message, known = false): void {
    const others = this.messages.peek().filter((each) => each.number !== message.number);
    this.messages.value = [...others, message].sort((a, b) => a.number - b.number);
    this.setOutgoing(this.outgoing.peek().filter((each) => each.id !== message.id));
    if (message.author === "staff") {
      this.writing.value = undefined;
      if (!known) this.around.onNews("message");
    }
    this.readAll();
  }

  private someoneWrites(name: string): void {
    this.writing.value = name;
    clearTimeout(this.stillWrites);
    this.stillWrites = setTimeout(() => {
      this.writing.value = undefined;
    }, typingHolds);
  }

  /** Says that what is on the screen was read, while somebody looks at it. */
  private readAll(): void {
    const last = this.messages.peek().at(-1)?.number ?? 0;
    const seen = Math.max(this.read, this.conversation.peek().readByVisitor);
    if (document.visibilityState !== "visible" || last <= seen) return;
    this.read = last;
    commands.readConversation(this.id, last, this.caller).catch(() => {
      this.read = 0; // said again with the next message
    });
  }

  /** Keeps what is being written, and tells the other side that it is. */
  write(draft: string): void {
    this.draft.value = draft;
    this.around.kept.keepDraft(this.id, draft);
    if (!draft || Date.now() - this.saidTyping < typingEvery) return;
    this.saidTyping = Date.now();
    this.around.socket.typing(this.id);
  }

  /** Sends a message. It shows at once, and is tried until it is confirmed or refused. */
  send(text: string): void {
    this.write("");
    this.saidTyping = 0;
    this.post(newId(), text);
  }

  /** Tries a refused message again. */
  retry(id: string): void {
    const failed = this.outgoing.peek().find((each) => each.id === id);
    if (failed) this.post(id, failed.text);
  }

  /** One at a time, so that messages arrive in the order in which they were written. */
  private post(id: string, text: string): void {
    const others = this.outgoing.peek().filter((each) => each.id !== id);
    this.setOutgoing([...others, { id, text, state: "sending" }]);
    this.sending = this.sending.then(async () => {
      try {
        this.add(await commands.postMessage(this.id, { id, text }, this.caller), true);
      } catch (error) {
        if (this.caller.signal.aborted) return;
        this.setOutgoing(
          this.outgoing.peek().map((each) => (each.id === id ? { ...each, state: "failed" } : each)),
        );
        this.around.failed(error);
      }
    });
  }

  private setOutgoing(outgoing: readonly Outgoing[]): void {
    this.outgoing.value = outgoing;
    this.around.kept.keepUnsent(
      this.id,
      outgoing.map(({ id, text }) => ({ id, text })),
    );
  }

  /** Runs a command whose answer is the conversation, or nothing. It reports whether it went through. */
  async act(command: (caller: Caller) => Promise<Conversation | undefined>): Promise<boolean> {
    try {
      const changed = await command(this.caller);
      if (changed) this.change(changed);
      return true;
    } catch (error) {
      if (!this.caller.signal.aborted) this.around.failed(error);
      return false;
    }
  }

  /** Marks that the two questions were answered. */
  rated(): void {
    this.patch({ rated: true });
  }
}

/** Whether a fault is about where the answer should go. */
export function isAboutContact(error: unknown): error is Fault {
  return error instanceof Fault && (error.code === "contact_required" || error.code === "bad_contact");
}
