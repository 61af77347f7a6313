import { Fault } from "../wire/fault.ts";
import type { FaultCode } from "../wire/protocol.gen.ts";
import type { Pending } from "./outbox.ts";

/** What a person sees of a file on its way. */
export interface Sending {
  name: string;
  size: number;
  /** From 0 to 1. */
  share: number;
  /** Why it does not go; `lost` is when the page was left before it had gone. */
  why?: FaultCode | "unreachable" | "lost";
}

/** A pending message that is a file. */
export type PendingFile = Pending & { file: Sending };

interface Held {
  pending: PendingFile;
  content?: File;
  stop: AbortController;
}

/** What a tab remembers of its files over a reload: enough to say that they have not gone. */
type Remembered = Pick<Pending, "id" | "at"> & Pick<Sending, "name" | "size">;

const keyOf = (conversation: string) => `miti.files.${conversation}`;

/** Takes the names of files that did not go off this device. */
export function forgetFiles(conversation: string, storage: Storage = sessionStorage): void {
  storage.removeItem(keyOf(conversation));
}

/** The files of one conversation that are on their way. A browser keeps none over a reload. */
export class Files {
  private readonly storage: Storage;
  private readonly key: string;
  private readonly held = new Map<string, Held>();

  constructor(storage: Storage, conversation: string) {
    this.storage = storage;
    this.key = keyOf(conversation);
    for (const each of JSON.parse(storage.getItem(this.key) ?? "[]") as Remembered[]) this.lose(each);
  }

  all(): PendingFile[] {
    return [...this.held.values()].map(({ pending }) => pending);
  }

  add(id: string, at: number, content: File): void {
    const { name, size } = content;
    this.held.set(id, {
      pending: { id, at, text: "", file: { name, size, share: 0 } },
      content,
      stop: new AbortController(),
    });
    this.remember();
  }

  /** Sends one and tells what moves. It gives up when the signal fires, or the person does. */
  async send<T>(
    id: string,
    post: (content: File, signal: AbortSignal, onShare: (share: number) => void) => Promise<T>,
    moved: () => void,
  ): Promise<T | undefined> {
    const one = this.held.get(id);
    if (!one?.content) return undefined;
    const onShare = (share: number) => {
      this.show(id, { share });
      moved();
    };
    try {
      const stored = await post(one.content, one.stop.signal, onShare);
      return stored;
    } catch (error) {
      // Whoever gave it up has taken it away already.
      if (one.stop.signal.aborted) return undefined;
      this.show(id, { share: 0, why: error instanceof Fault ? error.code : "internal" });
      if (!(error instanceof Fault)) throw error;
      return undefined;
    }
  }

  /** Makes one that does not go ready for another try. */
  retry(id: string): void {
    const one = this.held.get(id);
    if (!one?.content) return;
    const { failed: _, ...pending } = one.pending;
    const { why: __, ...file } = pending.file;
    one.pending = { ...pending, file };
  }

  /** Those that may go when the network is back. */
  stranded(): string[] {
    return this.all()
      .filter(({ file }) => file.why === "unreachable" || file.why === "unavailable")
      .map(({ id }) => id);
  }

  /** Takes one away. If it is on its way, it stops. */
  remove(id: string): boolean {
    this.held.get(id)?.stop.abort();
    const was = this.held.delete(id);
    this.remember();
    return was;
  }

  private lose({ id, at, name, size }: Remembered): void {
    const pending: PendingFile = {
      id,
      at,
      text: "",
      failed: true,
      file: { name, size, share: 0, why: "lost" },
    };
    this.held.set(id, { pending, stop: new AbortController() });
  }

  private show(id: string, change: Partial<Sending>): void {
    const one = this.held.get(id);
    if (!one) return;
    const file = { ...one.pending.file, ...change };
    one.pending = { ...one.pending, file, ...(file.why && { failed: true }) };
  }

  private remember(): void {
    const all = this.all().map(({ id, at, file: { name, size } }): Remembered => ({ id, at, name, size }));
    try {
      if (all.length > 0) this.storage.setItem(this.key, JSON.stringify(all));
      else this.storage.removeItem(this.key);
    } catch {
      // The storage is full: after a reload nobody says that they have not gone.
    }
  }
}
