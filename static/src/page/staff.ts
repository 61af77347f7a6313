import { effect, signal } from "@preact/signals";
import { Fault } from "../wire/fault.ts";
import type { Caller } from "../wire/request.ts";
import type { Me } from "../wire/resources.ts";
import type { Socket } from "../wire/socket.ts";
import * as staff from "../wire/staff.ts";

/** What each page of staff is made with. */
export interface StaffOptions {
  /** Connects the socket of whoever has signed in. */
  connect: (signal: AbortSignal) => Socket;
  /** Tells the person what went wrong. */
  failed: (error: unknown) => void;
  signal: AbortSignal;
}

/** A page of staff: who has signed in, and what ends with their session. */
export abstract class StaffPage {
  /** Who has signed in; undefined while that is not known, null for nobody. */
  readonly me = signal<Me | undefined | null>(undefined);
  /** The session ended while the page was open. */
  readonly expired = signal(false);
  readonly socket = signal<Socket | undefined>(undefined);

  private readonly around: StaffOptions;
  private session = new AbortController();

  constructor(around: StaffOptions) {
    this.around = around;
    around.signal.addEventListener("abort", () => this.session.abort(), { once: true });
  }

  /** Fires when the page is over, or the session. */
  protected get life(): AbortSignal {
    return this.session.signal;
  }

  get caller(): Caller {
    return { as: "staff", signal: this.life };
  }

  get failed(): StaffOptions["failed"] {
    return this.around.failed;
  }

  /** Finds out who has signed in. */
  async begin(): Promise<void> {
    try {
      await this.enter(await staff.getMe(this.caller));
    } catch {
      this.me.value = null;
    }
  }

  /** Signs in. The fault, if any, is for the form. */
  async signIn(email: string, password: string): Promise<unknown> {
    try {
      await this.enter(await staff.signIn(email, password, this.caller));
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Brings what somebody who has just signed in finds on the page. */
  protected abstract entered(me: Me): Promise<void> | void;

  /** Forgets everything that was theirs: somebody else may sit here next. */
  protected abstract forget(): void;

  /** Connects the socket, whose end is the session's, too. */
  protected connect(): Socket {
    const { life } = this;
    const socket = this.around.connect(life);
    this.socket.value = socket;
    const stop = effect(() => {
      if (socket.status.value.is === "refused") queueMicrotask(() => this.leave(true));
    });
    life.addEventListener("abort", stop, { once: true });
    return socket;
  }

  protected leave(expired = false): void {
    this.session.abort();
    this.session = new AbortController();
    this.socket.value = undefined;
    this.forget();
    this.expired.value = expired;
    this.me.value = null;
  }

  /** What of a fault the one who asked is told; a session that is over ends the page's. */
  protected told(error: unknown): unknown {
    if (error instanceof Fault && error.code === "unauthenticated") this.leave(true);
    return error;
  }

  /** Runs a command. What it cannot do is told, and it gives undefined. */
  async run<T>(command: () => Promise<T>): Promise<T | undefined> {
    const { life } = this;
    try {
      return await command();
    } catch (error) {
      if (life.aborted) return undefined;
      this.told(error);
      if (this.me.peek()) this.failed(error);
      return undefined;
    }
  }

  private async enter(me: Me): Promise<void> {
    this.me.value = me;
    this.expired.value = false;
    await this.entered(me);
  }
}
