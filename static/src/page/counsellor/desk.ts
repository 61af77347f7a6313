import { computed, signal } from "@preact/signals";
import { noteDraft, saveDraft } from "../../state/draft.ts";
import { forgetFiles } from "../../state/files.ts";
import type { Surroundings } from "../../state/followed.ts";
import { type Inbox, news, next as nextInbox } from "../../state/inbox.ts";
import { foreign, type Need, needs, ringsAt } from "../../state/needs.ts";
import { answered, emptyQueue, next, type Queue } from "../../state/queue.ts";
import { ReplyBook } from "../../state/replybook.ts";
import * as commands from "../../wire/commands.ts";
import { Fault } from "../../wire/fault.ts";
import type { Conversation, ConversationSnapshot, FollowUp } from "../../wire/protocol.gen.ts";
import type { Declared, HandOn, Network } from "../../wire/resources.ts";
import type { Incoming } from "../../wire/socket.ts";
import * as staff from "../../wire/staff.ts";
import { wait } from "../../wire/wait.ts";
import { type StaffOptions, StaffPage } from "../staff.ts";
import { Cut } from "./cut.ts";
import { Held } from "./held.ts";
import { Shifts } from "./shifts.ts";
import { Unseen } from "./unseen.ts";

interface Options extends StaffOptions {
  onEnded: Surroundings["onEnded"];
}

/** How long the roster of today counts. */
const rosterAgain = 5 * 60_000;

/** Everything that is true on a counsellor's page, and what the counsellor can do. */
export class Desk extends StaffPage {
  readonly queue = signal<Queue>(emptyQueue);
  readonly inbox = signal<Inbox>([]);
  /** What is asked of the server at this moment: its button waits. */
  readonly busy = signal<string | undefined>(undefined);
  /** Centres, topics and the next due time, as the visitors' page has them. */
  readonly network = signal<Network | undefined>(undefined);
  readonly book = new ReplyBook(() => this.caller);
  /** What was closed lately and has no outcome yet. */
  readonly unwrapped = signal<readonly Conversation[]>([]);
  readonly unseen = new Unseen();
  readonly shifts = new Shifts(localStorage);

  private readonly cut = new Cut();
  private readonly held = new Held(() => this.me.peek()?.id, this.unseen);
  /** The open conversations, the one that is opened, that one itself, and whether its chat is out of sight. */
  readonly mine = this.held.mine;
  readonly opened = this.held.opened;
  readonly open = this.held.open;
  readonly behind = this.held.behind;

  private readonly onEnded: Options["onEnded"];

  constructor(options: Options) {
    super(options);
    this.onEnded = options.onEnded;
  }

  private readonly scene = computed(() => ({
    me: this.me.value?.id ?? "",
    queue: this.queue.value,
    mine: this.mine.value.map((each) => each.thread.value),
    returned: this.unseen.returned.value,
    assigned: this.unseen.assigned.value,
    seenNotes: this.unseen.notes.value,
    owed: [...this.unseen.owed.value, ...this.shifts.needs(), ...(this.isMissed() ? this.cut.needs() : [])],
  }));

  /** Whether somebody would miss the counsellor who is cut off. */
  private isMissed(): boolean {
    return this.me.value?.declared === "available" || this.mine.value.length > 0;
  }

  /** Who looks for a counsellor; what is the counsellor's own already is not told a second time. */
  readonly waiting = computed(() => foreign(this.scene.value));

  /** Those of them that ring at this counsellor. */
  readonly ringing = computed(() => {
    const me = this.me.value?.id ?? "";
    return this.waiting.value.filter((each) => ringsAt(each, me));
  });

  /** Everything that needs the counsellor now. */
  readonly needs = computed(() => (this.me.value ? needs(this.scene.value) : []));

  /** The other counsellors. */
  readonly colleagues = computed(() =>
    this.queue.value.colleagues.filter((each) => each.id !== this.me.value?.id),
  );

  /** The active conversations that are the counsellor's own: somebody waits for an answer there. */
  readonly owned = computed(() =>
    this.mine.value.filter(({ conversation: { value: each } }) => {
      return each.state === "active" && each.counsellor?.id === this.me.value?.id;
    }),
  );

  get reader() {
    return { kind: "staff", id: this.me.peek()?.id ?? "" } as const;
  }

  /** Signs out, and forgets everything on the page: somebody else may sit here next. */
  async signOut(): Promise<void> {
    for (const { id } of this.mine.peek()) {
      saveDraft(id, "");
      saveDraft(noteDraft(id), "");
      forgetFiles(id);
    }
    await this.attempt("sign-out", () => staff.signOut(this.caller));
    this.leave();
  }

  /** Says whether new chats are welcome. Going live outside the shift is asked about, once a day. */
  async declare(presence: Declared, knowing = false): Promise<void> {
    const { id = "" } = this.me.peek() ?? {};
    const today = new Date();
    if (knowing && this.shifts.asked.peek()) this.shifts.know(id, today);
    const outside = knowing || (presence === "available" && this.shifts.isKnown(id, today));
    this.shifts.asked.value = undefined;
    const me = await this.attempt("presence", async () => {
      try {
        return await staff.declarePresence(presence, outside, this.caller);
      } catch (error) {
        if (!(error instanceof Fault && error.code === "outside_shift")) throw error;
        this.shifts.ask(error);
        return undefined;
      }
    });
    if (!me) return;
    this.me.value = me;
    if (presence === "available") this.shifts.help.value = undefined;
  }

  /** Takes a conversation that waits. Who was slower is told by whom it was taken. */
  async claim(id: string): Promise<void> {
    const snapshot = await this.attempt(id, () => staff.claimConversation(id, this.caller));
    if (!snapshot) return;
    this.follow(snapshot);
    this.opened.value = id;
  }

  /** Comes into a conversation that a colleague asked for. */
  async accept(id: string): Promise<void> {
    const snapshot = await this.attempt(id, () => commands.getConversation(id, this.caller));
    this.queue.value = answered(this.queue.peek(), id);
    if (!snapshot) return;
    this.follow(snapshot);
    this.opened.value = id;
  }

  /** Opens a conversation that the counsellor has come into. */
  show(snapshot: ConversationSnapshot): void {
    this.follow(snapshot);
    this.opened.value = snapshot.conversation.id;
  }

  /** Closes a conversation. What became of it is noted then, or later. */
  async close(id: string): Promise<void> {
    await this.change("close", id, () => commands.closeConversation(id, this.caller));
    await this.lookForUnwrapped();
  }

  /** The roster of today may change: it is looked at now and then. */
  private async lookAtRoster(): Promise<void> {
    const ends = this.life;
    while (!ends.aborted) {
      const mine = await this.attempt("shifts", () => staff.getMyShifts(this.caller));
      if (mine && !ends.aborted) this.shifts.today.value = mine.shifts;
      await this.lookAtShifts();
      await wait(rosterAgain, ends);
    }
  }

  private async lookAtShifts(): Promise<void> {
    const coming = await this.attempt("shifts", () => staff.getComingShifts(this.caller));
    if (coming && this.me.peek()) this.shifts.coming.value = coming;
  }

  /** Changes something about shifts, and looks how they are then. */
  async arrange(command: () => Promise<unknown>): Promise<void> {
    await this.attempt("shifts", command);
    await this.lookAtShifts();
  }

  /** Asks what is still to be wrapped up. */
  async lookForUnwrapped(): Promise<void> {
    const found = await this.attempt("unwrapped", () => staff.getUnwrapped(this.caller));
    if (found) this.unwrapped.value = found.conversations;
  }

  /** Runs a command whose answer is the conversation. */
  async change(what: string, id: string, command: () => Promise<Conversation>): Promise<void> {
    const changed = await this.attempt(what, command);
    if (changed) this.find(id)?.changed(changed);
  }

  /** Opens a follow-up to be answered, and takes it first when it is not the counsellor's. */
  async answerFollowUp({ conversation: { id, counsellor } }: FollowUp): Promise<boolean> {
    const isMine = counsellor?.id === this.me.peek()?.id;
    const open = isMine ? commands.getConversation : staff.takeFollowUp;
    const snapshot = await this.attempt(id, () => open(id, this.caller));
    if (!snapshot) return false;
    this.follow(snapshot);
    this.opened.value = id;
    return true;
  }

  async handOn(id: string, to: HandOn): Promise<void> {
    await this.change(id, id, () => staff.handOnFollowUp(id, to, this.caller));
  }

  async phoned(id: string): Promise<void> {
    await this.change(id, id, () => staff.phonedFollowUp(id, this.caller));
  }

  /** Takes a conversation off the page. */
  putAway = (id: string) => this.held.putAway(id);

  find = (id: string) => this.held.find(id);

  protected entered(): void {
    const socket = this.connect();
    socket.watch("queue", (incoming) => this.changed(incoming), this.life);
    socket.watch("inbox", (incoming) => this.followUps(incoming), this.life);
    this.cut.watch(socket, this.life);
    void this.resume();
  }

  /** Brings back what was open, then what helps to work. */
  private async resume(): Promise<void> {
    this.network.value ??= await this.attempt("network", () => commands.getNetwork(this.caller));
    const found = await this.attempt("resume", () => staff.getConversations(this.caller));
    for (const { id } of found?.conversations ?? []) {
      const snapshot = await this.attempt(id, () => commands.getConversation(id, this.caller));
      if (snapshot) this.follow(snapshot);
    }
    const calling = this.mine.peek().find((each) => each.conversation.peek().interview?.state === "live");
    this.opened.value ??= (calling ?? this.mine.peek()[0])?.id;
    await this.attempt("replies", () => this.book.read());
    await this.lookForUnwrapped();
    await this.lookAtRoster();
  }

  private followUps(incoming: Incoming): void {
    const what = news(this.inbox.peek(), incoming, this.me.peek()?.id ?? "");
    this.inbox.value = nextInbox(this.inbox.peek(), incoming);
    const isStill = (id: string) => this.inbox.peek().some(({ conversation }) => conversation.id === id);
    let need: Need | undefined;
    if (what && incoming.type === "inbox.entered") {
      const { conversation, late } = incoming.data.followUp;
      const key = `${what}:${conversation.id}:${late ? "late" : ""}`;
      need = { key, news: what, conversation: conversation.id };
    }
    this.unseen.owe(need, isStill);
  }

  private changed(incoming: Incoming): void {
    this.queue.value = next(this.queue.peek(), incoming);
    if (incoming.type === "help") this.shifts.call(incoming.data, Date.now());
    // Taken in another tab of the same counsellor, not here: it is theirs here, too.
    if (incoming.type === "queue.left" && incoming.data.by?.id === this.me.peek()?.id) {
      void this.adopt(incoming.data.conversation);
    }
  }

  private async adopt(id: string): Promise<void> {
    if (this.find(id) || this.busy.peek() === id) return;
    const snapshot = await this.attempt(id, () => commands.getConversation(id, this.caller));
    if (!snapshot || this.find(id)) return;
    this.follow(snapshot);
    if (this.opened.peek() === undefined) this.opened.value = id;
    else this.unseen.came(id);
  }

  private follow(snapshot: ConversationSnapshot): void {
    const socket = this.socket.peek();
    if (!socket) return;
    const around: Surroundings = {
      as: "staff",
      socket,
      failed: this.failed,
      onNews: () => undefined, // what needs the counsellor follows from what is true
      onEnded: this.onEnded,
    };
    this.held.follow(snapshot, around, this.life);
  }

  protected forget(): void {
    this.cut.forget();
    this.held.forget();
    this.shifts.forget();
    this.queue.value = emptyQueue;
    this.inbox.value = [];
    this.unwrapped.value = [];
    this.book.forget();
    this.unseen.clear();
  }

  /** Runs a command, and says meanwhile that it runs. What it cannot do is told, and it gives undefined. */
  async attempt<T>(what: string, command: () => Promise<T>): Promise<T | undefined> {
    this.busy.value = what;
    try {
      return await this.run(command);
    } finally {
      if (this.busy.peek() === what) this.busy.value = undefined;
    }
  }
}
