import { computed, effect, signal } from "@preact/signals";
import { unread } from "../../state/conversation.ts";
import { saveDraft } from "../../state/draft.ts";
import { forgetFiles } from "../../state/files.ts";
import { Followed, type Surroundings } from "../../state/followed.ts";
import { type Inbox, news, next as nextInbox } from "../../state/inbox.ts";
import { answered, emptyQueue, next, type Queue } from "../../state/queue.ts";
import type { Caller } from "../../wire/commands.ts";
import * as commands from "../../wire/commands.ts";
import { Fault } from "../../wire/fault.ts";
import type { Conversation, FollowUp } from "../../wire/protocol.gen.ts";
import type { Declared, HandOn, Me, Network } from "../../wire/resources.ts";
import type { Socket } from "../../wire/socket.ts";
import type { News } from "./attention.ts";

interface Options {
  /** Connects the socket of whoever has signed in. */
  connect: (signal: AbortSignal) => Socket;
  /** Tells the counsellor what went wrong. */
  failed: (error: unknown) => void;
  /** Called when something needs the counsellor, and whether the page shows it anyway. */
  onNews: (news: News, isShown: boolean) => void;
  onEnded: Surroundings["onEnded"];
  signal: AbortSignal;
}

/** Everything that is true on a counsellor's page, and what the counsellor can do. */
export class Desk {
  /** Who has signed in; undefined while that is not known, null for nobody. */
  readonly me = signal<Me | undefined | null>(undefined);
  /** The session ended while the page was open. */
  readonly expired = signal(false);
  readonly socket = signal<Socket | undefined>(undefined);
  readonly queue = signal<Queue>(emptyQueue);
  readonly inbox = signal<Inbox>([]);
  readonly network = signal<Network | undefined>(undefined);
  /** The open conversations, oldest first. */
  readonly mine = signal<readonly Followed[]>([]);
  readonly opened = signal<string | undefined>(undefined);
  /** What is asked of the server at this moment: its button waits. */
  readonly busy = signal<string | undefined>(undefined);

  private readonly options: Options;
  private following = new Map<string, AbortController>();
  private life = new AbortController();

  constructor(options: Options) {
    this.options = options;
  }

  /** The conversation on the right. */
  readonly open = computed(() => this.mine.value.find((each) => each.id === this.opened.value));

  /** Who waits; what is the counsellor's own already is not told a second time. */
  readonly waiting = computed(() =>
    this.queue.value.waiting.filter((each) => !this.mine.value.some((own) => own.id === each.id)),
  );

  /** The other counsellors. */
  readonly colleagues = computed(() =>
    this.queue.value.colleagues.filter((each) => each.id !== this.me.value?.id),
  );

  /** How many ask to be taken, or to be joined. */
  readonly asked = computed(() => this.waiting.value.length + this.queue.value.invitations.length);

  /** How many unread messages and rings there are in the counsellor's own conversations. */
  readonly unheard = computed(() => {
    const open = this.mine.value.map((each) => each.thread.value);
    const messages = open.reduce((sum, each) => sum + unread(each, this.reader), 0);
    const rings = open.filter(
      ({ conversation: { interview } }) => interview?.state === "ringing" && interview.by === "visitor",
    );
    return messages + rings.length;
  });

  /** How many things need the counsellor in all. */
  readonly needed = computed(() => this.asked.value + this.unheard.value);

  get reader() {
    return { kind: "staff", id: this.me.peek()?.id ?? "" } as const;
  }

  private get caller(): Caller {
    return { as: "staff", signal: AbortSignal.any([this.options.signal, this.life.signal]) };
  }

  /** Finds out who has signed in, and goes on where the page was left. */
  async begin(): Promise<void> {
    try {
      this.enter(await commands.getMe(this.caller));
    } catch {
      this.me.value = null;
    }
  }

  /** Signs in. The fault, if any, is for the form. */
  async signIn(email: string, password: string): Promise<unknown> {
    try {
      this.enter(await commands.signIn(email, password, this.caller));
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Signs out, and forgets everything on the page: somebody else may sit here next. */
  async signOut(): Promise<void> {
    for (const { id } of this.mine.peek()) {
      saveDraft(id, "");
      forgetFiles(id);
    }
    await this.attempt("sign-out", () => commands.signOut(this.caller));
    this.leave();
  }

  async declare(presence: Declared): Promise<void> {
    const me = await this.attempt("presence", () => commands.declarePresence(presence, this.caller));
    if (me) this.me.value = me;
  }

  /** Takes a conversation that waits. Who was slower is told by whom it was taken. */
  async claim(id: string): Promise<void> {
    const snapshot = await this.attempt(id, () => commands.claimConversation(id, this.caller));
    if (!snapshot) return;
    this.follow(snapshot.conversation, snapshot.messages);
    this.opened.value = id;
  }

  /** Comes into a conversation that a colleague asked for. */
  async accept(id: string): Promise<void> {
    const snapshot = await this.attempt(id, () => commands.getConversation(id, this.caller));
    this.queue.value = answered(this.queue.peek(), id);
    if (!snapshot) return;
    this.follow(snapshot.conversation, snapshot.messages);
    this.opened.value = id;
  }

  async invite(id: string, colleague: string): Promise<void> {
    const changed = await this.attempt("invite", () =>
      commands.inviteColleague(id, colleague, false, this.caller),
    );
    if (changed) this.find(id)?.changed(changed);
  }

  async close(id: string): Promise<void> {
    const changed = await this.attempt("close", () => commands.closeConversation(id, this.caller));
    if (changed) this.find(id)?.changed(changed);
  }

  /** Opens a follow-up to be answered, and takes it first when it is not the counsellor's. */
  async answerFollowUp({ conversation: { id, counsellor } }: FollowUp): Promise<boolean> {
    const isMine = counsellor?.id === this.me.peek()?.id;
    const open = isMine ? commands.getConversation : commands.takeFollowUp;
    const snapshot = await this.attempt(id, () => open(id, this.caller));
    if (!snapshot) return false;
    this.follow(snapshot.conversation, snapshot.messages);
    this.opened.value = id;
    return true;
  }

  async handOn(id: string, to: HandOn): Promise<void> {
    const changed = await this.attempt(id, () => commands.handOnFollowUp(id, to, this.caller));
    if (changed) this.find(id)?.changed(changed);
  }

  async phoned(id: string): Promise<void> {
    const changed = await this.attempt(id, () => commands.phonedFollowUp(id, this.caller));
    if (changed) this.find(id)?.changed(changed);
  }

  /** Takes a conversation off the page. */
  putAway(id: string): void {
    this.following.get(id)?.abort();
    this.following.delete(id);
    this.mine.value = this.mine.peek().filter((each) => each.id !== id);
    if (this.opened.peek() === id) this.opened.value = this.mine.peek()[0]?.id;
  }

  private find(id: string): Followed | undefined {
    return this.mine.peek().find((each) => each.id === id);
  }

  private enter(me: Me): void {
    this.me.value = me;
    this.expired.value = false;
    const socket = this.options.connect(this.life.signal);
    this.socket.value = socket;
    socket.watch("queue", (incoming) => this.changed(incoming), this.life.signal);
    socket.watch("inbox", (incoming) => this.followUps(incoming), this.life.signal);
    const { signal: ends } = this.life;
    const stop = effect(() => {
      if (socket.status.value.is === "refused") queueMicrotask(() => this.leave(true));
    });
    ends.addEventListener("abort", stop, { once: true });
    void this.resume();
  }

  /** Brings back what was open. */
  private async resume(): Promise<void> {
    this.network.value ??= await this.attempt("network", () => commands.getNetwork(this.caller));
    const found = await this.attempt("resume", () => commands.getConversations(this.caller));
    for (const { id } of found?.conversations ?? []) {
      const snapshot = await this.attempt(id, () => commands.getConversation(id, this.caller));
      if (snapshot) this.follow(snapshot.conversation, snapshot.messages);
    }
    const calling = this.mine.peek().find((each) => each.conversation.peek().interview?.state === "live");
    this.opened.value ??= (calling ?? this.mine.peek()[0])?.id;
  }

  private followUps(incoming: Parameters<typeof next>[1]): void {
    const what = news(this.inbox.peek(), incoming, this.me.peek()?.id ?? "");
    this.inbox.value = nextInbox(this.inbox.peek(), incoming);
    if (what) this.options.onNews(what, false);
  }

  private changed(incoming: Parameters<typeof next>[1]): void {
    this.queue.value = next(this.queue.peek(), incoming);
    if (incoming.type === "queue.entered") this.options.onNews("waiting", false);
    if (incoming.type === "queue.invited") this.options.onNews("invited", false);
    // Taken in another tab of the same counsellor: it is theirs here, too.
    if (incoming.type === "queue.left" && incoming.data.by?.id === this.me.peek()?.id) {
      void this.adopt(incoming.data.conversation);
    }
  }

  private async adopt(id: string): Promise<void> {
    if (this.find(id)) return;
    const snapshot = await this.attempt(id, () => commands.getConversation(id, this.caller));
    if (snapshot && !this.find(id)) this.follow(snapshot.conversation, snapshot.messages);
  }

  private follow(
    conversation: Conversation,
    messages: ConstructorParameters<typeof Followed>[0]["messages"],
  ): void {
    const { id } = conversation;
    const socket = this.socket.peek();
    if (!socket || this.find(id)) return;
    const ends = new AbortController();
    this.following.set(id, ends);
    const around: Surroundings = {
      as: "staff",
      socket,
      failed: this.options.failed,
      onNews: (news) => news === "message" && this.options.onNews(news, this.opened.peek() === id),
      onEnded: this.options.onEnded,
    };
    const life = AbortSignal.any([this.life.signal, ends.signal]);
    const followed = new Followed({ conversation, messages }, around, life);
    followed.hide(this.opened.peek() !== id);
    let rung: string | undefined;
    const stop = effect(() => {
      const isOpen = this.opened.value === id;
      const { state, counsellor, interview } = followed.conversation.value;
      followed.hide(!isOpen);
      if (interview?.state === "ringing" && interview.by === "visitor" && interview.id !== rung) {
        rung = interview.id;
        this.options.onNews("ring", false);
      }
      // Lost to the queue, or taken by somebody else meanwhile.
      const goesOn = state === "active" || state === "message";
      const isGone = state === "waiting" || (goesOn && !this.takesPart(followed, counsellor?.id));
      if (isGone) queueMicrotask(() => this.putAway(id));
    });
    life.addEventListener("abort", stop, { once: true });
    this.mine.value = [...this.mine.peek(), followed];
  }

  private takesPart(followed: Followed, counsellor: string | undefined): boolean {
    const me = this.me.peek()?.id;
    return counsellor === me || Boolean(followed.conversation.peek().colleagues?.some(({ id }) => id === me));
  }

  private leave(expired = false): void {
    this.life.abort();
    this.life = new AbortController();
    this.following.clear();
    this.socket.value = undefined;
    this.mine.value = [];
    this.queue.value = emptyQueue;
    this.inbox.value = [];
    this.opened.value = undefined;
    this.expired.value = expired;
    this.me.value = null;
  }

  private async attempt<T>(what: string, command: () => Promise<T>): Promise<T | undefined> {
    this.busy.value = what;
    try {
      return await command();
    } catch (error) {
      const isOver = this.options.signal.aborted || this.life.signal.aborted;
      if (error instanceof Fault && error.code === "unauthenticated") this.leave(true);
      else if (!isOver) this.options.failed(error);
      return undefined;
    } finally {
      if (this.busy.peek() === what) this.busy.value = undefined;
    }
  }
}
