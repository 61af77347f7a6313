import { signal as makeSignal, type ReadonlySignal } from "@preact/signals";
import { anyOf } from "../wire/anyof.ts";
import { Fault } from "../wire/fault.ts";
import { newId } from "../wire/id.ts";
import type { Message } from "../wire/protocol.gen.ts";
import type { PostMessage } from "../wire/resources.ts";
import type { PostFile } from "../wire/upload.ts";
import { Files, type Sending } from "./files.ts";

/** A message that the server has not stored yet. */
export interface Pending extends PostMessage {
  /** Orders the outbox: later than all that were typed before it. */
  at: number;
  /** The server would not have it; trying again is up to the person. */
  failed?: boolean;
  /** It is a file, which lives as long as the page. */
  file?: Sending;
}

/** The messages of one conversation that are on their way, over reloads and lost networks. */
export interface Outbox {
  readonly pending: ReadonlySignal<readonly Pending[]>;
  /** Keeps a message and sends it, after those before it. */
  add(text: string): void;
  /** Sends a file, in its turn: what is written after it comes after it, unless it does not go. */
  addFile(file: File): void;
  /** Tries a failed message again. */
  retry(id: string): void;
  /** Forgets a failed message, or gives up a file. */
  discard(id: string): void;
}

/** What the outbox works with; tests give their own. */
export interface OutboxOptions {
  conversation: string;
  /** Posts a message and returns what the server stored. It goes on through a lost network. */
  post: (message: PostMessage) => Promise<Message>;
  /** Posts a file, once. */
  postFile: (file: PostFile, signal: AbortSignal, onShare: (share: number) => void) => Promise<Message>;
  /** Is told of each message that the server has stored, before it leaves the outbox. */
  stored: (message: Message) => void;
  signal: AbortSignal;
  storage?: Storage;
  /** Lasts as long as the tab. */
  session?: Storage;
  locks?: Pick<LockManager, "request">;
}

/** Opens the outbox of a conversation and sends what is left in it. */
export function openOutbox(options: OutboxOptions): Outbox {
  return new Box(options);
}

const prefix = "miti.outbox.";

class Box implements Outbox {
  readonly pending = makeSignal<readonly Pending[]>([]);
  private readonly options: OutboxOptions;
  private readonly shelf: Shelf;
  private readonly files: Files;

  constructor(options: OutboxOptions) {
    this.options = options;
    this.shelf = new Shelf(options.storage ?? globalThis.localStorage, `${prefix}${options.conversation}.`);
    this.files = new Files(options.session ?? globalThis.sessionStorage, options.conversation);
    const { signal } = options;
    // Another tab of the same person writes to the same shelf.
    globalThis.addEventListener?.("storage", () => this.look(), { signal });
    globalThis.addEventListener?.("online", () => this.goOn(), { signal });
    this.look();
    void this.send();
  }

  add(text: string): void {
    this.shelf.put({ id: newId(), text, at: this.turn() });
    this.look();
    void this.send();
  }

  addFile(file: File): void {
    this.files.add(newId(), this.turn(), file);
    this.look();
    void this.send();
  }

  retry(id: string): void {
    this.files.retry(id);
    const { failed: _, ...again } = this.find(id) ?? {};
    if ("id" in again) this.shelf.put(again as Pending);
    this.look();
    void this.send();
  }

  discard(id: string): void {
    const found = this.find(id);
    if (!this.files.remove(id) && found) this.shelf.remove(found);
    this.look();
  }

  /** The network is back. */
  private goOn(): void {
    for (const id of this.files.stranded()) this.files.retry(id);
    this.look();
    void this.send();
  }

  /** Later than all that were typed before. */
  private turn(): number {
    return Math.max(Date.now(), (this.all().at(-1)?.at ?? 0) + 1);
  }

  private all(): Pending[] {
    return [...this.shelf.all(), ...this.files.all()].sort(inTurn);
  }

  private find(id: string): Pending | undefined {
    return this.shelf.all().find((one) => one.id === id);
  }

  private look(): void {
    this.pending.value = this.all();
  }

  /** Sends all that waits, in order. The lock makes two tabs take turns, so that none is asked for twice. */
  private async send(): Promise<void> {
    const { conversation, signal } = this.options;
    const locks = this.options.locks ?? globalThis.navigator?.locks ?? withoutLocks;
    try {
      await locks.request(prefix + conversation, { signal }, () => this.drain());
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  private async drain(): Promise<void> {
    for (;;) {
      const first = this.all().find((one) => !one.failed);
      if (!first || this.options.signal.aborted) return;
      await (first.file ? this.sendFile(first.id) : this.sendOne(first));
      this.look();
    }
  }

  private async sendFile(id: string): Promise<void> {
    const { postFile, stored, signal } = this.options;
    const message = await this.files.send(
      id,
      (file, given, onShare) => postFile({ id, file }, anyOf(signal, given), onShare),
      () => this.look(),
    );
    if (!message) return;
    stored(message);
    this.files.remove(id);
  }

  private async sendOne(message: Pending): Promise<void> {
    try {
      this.options.stored(await this.options.post({ id: message.id, text: message.text }));
      this.shelf.remove(message);
    } catch (error) {
      if (this.options.signal.aborted) return;
      // A programming error must not send the same message for ever, either.
      this.shelf.put({ ...message, failed: true });
      if (!(error instanceof Fault)) throw error;
    }
  }
}

/** The order in which messages were typed. */
const inTurn = (a: Pending, b: Pending) => a.at - b.at || (a.id < b.id ? -1 : 1);

/** One key a message, so that two tabs never write over each other's list. */
class Shelf {
  private readonly storage: Storage;
  private readonly prefix: string;
  /** What the storage would not take: it is full, or not allowed. */
  private readonly kept = new Map<string, Pending>();

  constructor(storage: Storage, prefix: string) {
    this.storage = storage;
    this.prefix = prefix;
  }

  all(): Pending[] {
    const found = new Map(this.kept);
    for (let i = 0; i < this.storage.length; i++) {
      const key = this.storage.key(i);
      const text = key?.startsWith(this.prefix) && this.storage.getItem(key);
      if (key && text) found.set(key, JSON.parse(text) as Pending);
    }
    return [...found.values()].sort(inTurn);
  }

  put(message: Pending): void {
    const key = this.prefix + message.id;
    try {
      this.storage.setItem(key, JSON.stringify(message));
      this.kept.delete(key);
    } catch {
      this.kept.set(key, message);
    }
  }

  remove(message: Pending): void {
    const key = this.prefix + message.id;
    this.storage.removeItem(key);
    this.kept.delete(key);
  }
}

/** For a browser without Web Locks: one after the other in this tab. */
const withoutLocks = {
  request: (_name: string, _options: LockOptions, run: LockGrantedCallback<void>) => run(null),
} as unknown as LockManager;
