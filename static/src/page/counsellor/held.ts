import { computed, effect, signal } from "@preact/signals";
import { Followed, type Surroundings } from "../../state/followed.ts";
import { anyOf } from "../../wire/anyof.ts";
import type { ConversationSnapshot } from "../../wire/protocol.gen.ts";
import type { Unseen } from "./unseen.ts";

/** The conversations that a counsellor has on the page, and which of them is before their eyes. */
export class Held {
  /** Oldest first. */
  readonly mine = signal<readonly Followed[]>([]);
  readonly opened = signal<string | undefined>(undefined);
  /** The chat of the open one is behind its picture, or on another part of the page: nobody reads it. */
  readonly behind = signal(false);
  readonly open = computed(() => this.mine.value.find((each) => each.id === this.opened.value));

  private readonly me: () => string | undefined;
  private readonly unseen: Unseen;
  private readonly following = new Map<string, AbortController>();

  constructor(me: () => string | undefined, unseen: Unseen) {
    this.me = me;
    this.unseen = unseen;
  }

  find(id: string): Followed | undefined {
    return this.mine.peek().find((each) => each.id === id);
  }

  /** Takes a conversation onto the page, until it is put away or the session is over. */
  follow(snapshot: ConversationSnapshot, around: Surroundings, session: AbortSignal): void {
    const { id } = snapshot.conversation;
    if (this.following.has(id)) return;
    const ends = new AbortController();
    this.following.set(id, ends);
    const life = anyOf(session, ends.signal);
    const followed = new Followed(snapshot, around, life, this.opened.peek() !== id);
    this.unseen.seeNotes(id, snapshot.notes?.length ?? 0);
    let handedOver = followed.conversation.peek().transfer !== undefined;
    const stop = effect(() => {
      const isOpen = this.opened.value === id;
      const { state, counsellor, transfer } = followed.conversation.value;
      followed.hide(!isOpen || this.behind.value);
      if (isOpen) this.unseen.open(id);
      const isBack = handedOver && !transfer && state === "active" && counsellor?.id === this.me();
      handedOver = transfer !== undefined;
      if (isBack) this.unseen.back(id);
      // Lost to the queue, or taken by somebody else meanwhile.
      const goesOn = state === "active" || state === "message";
      const isGone = state === "waiting" || (goesOn && !this.takesPart(followed, counsellor?.id));
      if (isGone) queueMicrotask(() => this.putAway(id));
    });
    life.addEventListener("abort", stop, { once: true });
    this.mine.value = [...this.mine.peek(), followed];
  }

  /** Takes a conversation off the page. */
  putAway(id: string): void {
    this.following.get(id)?.abort();
    this.following.delete(id);
    this.mine.value = this.mine.peek().filter((each) => each.id !== id);
    this.unseen.see(id);
    if (this.opened.peek() === id) this.opened.value = this.mine.peek()[0]?.id;
  }

  forget(): void {
    this.following.clear();
    this.mine.value = [];
    this.opened.value = undefined;
  }

  private takesPart(followed: Followed, counsellor: string | undefined): boolean {
    const me = this.me();
    return counsellor === me || Boolean(followed.conversation.peek().colleagues?.some(({ id }) => id === me));
  }
}
