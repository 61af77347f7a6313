import { type Signal, signal } from "@preact/signals";
import { newId } from "../wire/id.ts";
import * as meetings from "../wire/meetings.ts";
import type { Caller } from "../wire/request.ts";
import type { Socket } from "../wire/socket.ts";
import { type Gathering, gatheringOf, next, withMessage } from "./gathering.ts";

/** What a meeting needs of its page. */
export interface Around {
  /** Whose page it is. */
  as: Caller["as"];
  socket: Socket;
  /** Tells the person what a command could not do. */
  failed: (error: unknown) => void;
  signal: AbortSignal;
}

/** A meeting in which the person takes part. It follows its stream until the signal fires. */
export class Attended {
  readonly id: string;
  /** Undefined until the first state has come. */
  readonly gathering: Signal<Gathering | undefined> = signal(undefined);

  private readonly around: Around;

  constructor(id: string, around: Around) {
    this.id = id;
    this.around = around;
    around.socket.watch(
      this.stream,
      (incoming) => {
        const before = this.gathering.peek();
        if (incoming.type === "meeting") this.gathering.value = gatheringOf(incoming.data);
        else if (before) this.gathering.value = next(before, incoming);
      },
      around.signal,
    );
  }

  get stream(): string {
    return `meeting:${this.id}`;
  }

  /** More of the meeting may be ours to see by now. */
  lookAgain(): void {
    this.around.socket.again(this.stream);
  }

  /** Says something to all. It reports whether that went through. */
  async say(text: string): Promise<boolean> {
    const said = await this.attempt((caller) => meetings.say(this.id, { id: newId(), text }, caller));
    const now = this.gathering.peek();
    if (said && now) this.gathering.value = withMessage(now, said);
    return said !== undefined;
  }

  /** Puts the person's hand up, or down. */
  async raiseHand(raised: boolean): Promise<void> {
    await this.attempt((caller) => meetings.raiseHand(this.id, raised, caller));
  }

  /** Runs a command. What it cannot do is told, and it gives undefined. */
  async attempt<T>(command: (caller: Caller) => Promise<T>): Promise<T | undefined> {
    const { as, signal: ends, failed } = this.around;
    try {
      return await command({ as, signal: ends });
    } catch (error) {
      if (!ends.aborted) failed(error);
      return undefined;
    }
  }
}
