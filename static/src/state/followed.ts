import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import * as commands from "../wire/commands.ts";
import { Fault } from "../wire/fault.ts";
import type {
  AuthorKind,
  Conversation,
  ConversationSnapshot,
  InterviewReason,
} from "../wire/protocol.gen.ts";
import type { Caller } from "../wire/request.ts";
import type { Incoming, Socket } from "../wire/socket.ts";
import { next, type Thread, threadOf, withMessage } from "./conversation.ts";
import { loadDraft, saveDraft } from "./draft.ts";
import { type Outbox, openOutbox } from "./outbox.ts";

const typingEvery = 3_000;

/** What sends files: a page without any does without it. */
export const uploads = () => import("../wire/upload.ts");

/** What a conversation needs of its page. */
export interface Surroundings {
  /** Whose page it is. */
  as: Caller["as"];
  socket: Socket;
  /** Tells the person what a command could not do. */
  failed: (error: unknown) => void;
  /** Called when a counsellor took it, and when the other side said something. */
  onNews: (news: "taken" | "message") => void;
  /** Called when an interview is over. */
  onEnded: (reason: InterviewReason) => void;
}

/** One conversation as it is now. It follows its stream until the signal fires. */
export class Followed {
  readonly id: string;
  readonly thread: Signal<Thread>;
  readonly conversation: ReadonlySignal<Conversation>;
  readonly outbox: Outbox;
  readonly draft: Signal<string>;
  /** Who of the other side is writing at this moment; "" for somebody without a name. */
  readonly writing: Signal<string | undefined>;

  private readonly around: Surroundings;
  private readonly caller: Caller;
  private stillWrites: ReturnType<typeof setTimeout> | undefined;
  private saidTyping = 0;
  /** The chat cannot be seen: nobody reads it. */
  private hidden: boolean;
  private read = 0;

  constructor(snapshot: ConversationSnapshot, around: Surroundings, ends: AbortSignal, hidden = false) {
    this.id = snapshot.conversation.id;
    this.around = around;
    this.hidden = hidden;
    this.caller = { as: around.as, signal: ends };
    this.thread = signal(threadOf(snapshot));
    this.conversation = computed(() => this.thread.value.conversation);
    this.draft = signal(loadDraft(this.id));
    this.writing = signal(undefined);
    this.outbox = openOutbox({
      conversation: this.id,
      post: (message) => commands.postMessage(this.id, message, this.caller),
      postFile: async (file, signal, onShare) => {
        const { sendFile } = await uploads().catch(() => Promise.reject(new Fault("unreachable")));
        return sendFile(this.id, file, { as: around.as, signal }, onShare);
      },
      stored: (message) => {
        this.thread.value = withMessage(this.thread.peek(), message);
      },
      signal: ends,
    });
    around.socket.watch(`conversation:${this.id}`, (incoming) => this.take(incoming), ends);
    document.addEventListener("visibilitychange", () => this.readAll(), { signal: ends });
    ends.addEventListener("abort", () => clearTimeout(this.stillWrites));
    this.readAll();
  }

  private get other(): AuthorKind {
    return this.around.as === "visitor" ? "staff" : "visitor";
  }

  private take(incoming: Incoming): void {
    const before = this.thread.peek();
    const now = next(before, incoming, Date.now()) ?? before;
    this.thread.value = now;
    this.tell(incoming, before);
    this.showWriting(now.typing);
    this.readAll();
  }

  /** Tells the page what is worth a sound or a word. A state that is told again is not. */
  private tell(incoming: Incoming, before: Thread): void {
    const wasWaiting = before.conversation.state === "waiting";
    if (wasWaiting && this.conversation.peek().state === "active") this.around.onNews("taken");
    if (incoming.type === "message" && incoming.data.message.author === this.other) {
      this.around.onNews("message");
    }
    if (incoming.type === "interview" && incoming.data.interview.reason) {
      this.around.onEnded(incoming.data.interview.reason);
    }
  }

  private showWriting(typing: Thread["typing"]): void {
    clearTimeout(this.stillWrites);
    const left = (typing?.until ?? 0) - Date.now();
    const shows = typing?.by === this.other && left > 0;
    this.writing.value = shows ? (typing.name ?? "") : undefined;
    if (shows) this.stillWrites = setTimeout(() => this.showWriting(typing), left + 1);
  }

  /** Says that what is on the screen was read, while somebody looks at it. */
  private readAll(): void {
    const { conversation, messages } = this.thread.peek();
    const last = messages.at(-1)?.number ?? 0;
    const { readByVisitor, readByStaff } = conversation;
    const seen = Math.max(this.read, this.around.as === "visitor" ? readByVisitor : readByStaff);
    if (this.hidden || document.visibilityState !== "visible" || last <= seen) return;
    this.read = last;
    commands.readConversation(this.id, last, this.caller).catch(() => {
      this.read = 0; // said again with the next message
    });
  }

  /** Says whether the chat can be seen. */
  hide(hidden: boolean): void {
    this.hidden = hidden;
    this.readAll();
  }

  /** Keeps what is being written, and tells the other side that it is. */
  write(draft: string): void {
    this.draft.value = draft;
    saveDraft(this.id, draft);
    if (!draft || Date.now() - this.saidTyping < typingEvery) return;
    this.saidTyping = Date.now();
    this.around.socket.typing(this.id);
  }

  /** Sends a message. It shows at once, and is tried until it is confirmed or refused. */
  send(text: string): void {
    this.write("");
    this.saidTyping = 0;
    this.outbox.add(text);
  }

  /** Sends files, in the order given, each a message of its own. */
  sendFiles(files: readonly File[]): void {
    for (const file of files) this.outbox.addFile(file);
  }

  /** Runs a command. What it cannot do is told, and it gives false. */
  async act(command: (caller: Caller) => Promise<unknown>): Promise<boolean> {
    try {
      await command(this.caller);
      return true;
    } catch (error) {
      if (!this.caller.signal.aborted) this.around.failed(error);
      return false;
    }
  }

  /** Takes the conversation as an answer has it: its event may come later. */
  changed(conversation: Conversation): void {
    this.take({ type: "conversation.changed", data: { conversation } });
  }
}
