import { signal } from "@preact/signals";
import type { Caller } from "../wire/request.ts";
import type { Reply } from "../wire/resources.ts";
import * as staff from "../wire/staff.ts";

/** The canned replies that somebody may use, as the server has them. */
export class ReplyBook {
  readonly all = signal<readonly Reply[]>([]);

  private readonly caller: () => Caller;

  constructor(caller: () => Caller) {
    this.caller = caller;
  }

  async read(): Promise<void> {
    this.all.value = (await staff.getReplies(this.caller())).replies;
  }

  /** Writes one, new or anew. It throws what the server has against it. */
  async save(reply: Reply): Promise<void> {
    await staff.saveReply(reply, this.caller());
    await this.read();
  }

  async remove(id: string): Promise<void> {
    await staff.removeReply(id, this.caller());
    await this.read();
  }

  /** Nothing is left for who signs in next. */
  forget(): void {
    this.all.value = [];
  }
}
