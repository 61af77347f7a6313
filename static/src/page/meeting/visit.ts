import { signal } from "@preact/signals";
import * as commands from "../../wire/commands.ts";
import { Fault } from "../../wire/fault.ts";
import { newId } from "../../wire/id.ts";
import { leaveLink, opensNothing } from "../../wire/link.ts";
import * as meetings from "../../wire/meetings.ts";
import type { Meeting } from "../../wire/protocol.gen.ts";
import type { Caller } from "../../wire/request.ts";
import type { Language } from "../../wire/resources.ts";
import type { Socket } from "../../wire/socket.ts";

interface Options {
  /** The meeting that the address names. */
  id: string | undefined;
  socket: Socket;
  /** Tells the visitor what went wrong. */
  failed: (error: unknown) => void;
  /** Called when a private link no longer works. */
  onUsedLink: () => void;
  signal: AbortSignal;
}

/** What somebody fills in to register. */
export interface Filled {
  name: string;
  contact: string;
  answers: string[];
}

/** Everything that is true on a page of group meetings, and what the visitor can do. */
export class Visit {
  /** The meetings to come; undefined while they are not known. */
  readonly list = signal<readonly Meeting[] | undefined>(undefined);
  /** Those that the visitor registered for. */
  readonly own = signal<readonly Meeting[]>([]);
  /** The meeting that the address names: null when there is none. */
  readonly meeting = signal<Meeting | undefined | null>(undefined);
  readonly busy = signal(false);
  /** What has to change in the form. */
  readonly fault = signal<unknown>(undefined);

  readonly caller: Caller;
  private readonly options: Options;
  /** A repeat after a lost answer is the same registration, of the same visitor. */
  private entry = { id: newId(), session: newId() };

  constructor(options: Options) {
    this.options = options;
    this.caller = { as: "visitor", signal: options.signal };
  }

  /** Reads what the page shows. A token is a private link's. */
  async begin(token: string | undefined): Promise<void> {
    if (token !== undefined) await this.resume(token);
    if (this.options.id) await this.read(this.options.id);
    else await this.readAll();
  }

  /** Registers the visitor with what they filled in. */
  async register(filled: Filled, language: Language): Promise<void> {
    const meeting = this.meeting.peek();
    if (!meeting || this.busy.peek()) return;
    this.busy.value = true;
    this.fault.value = undefined;
    if (!meeting.mine) leaveLink(); // a link opens its own registration alone
    try {
      const entry = { ...this.entry, ...filled, language };
      this.meeting.value = await meetings.register(meeting.id, entry, this.caller);
      this.entry = { id: newId(), session: newId() };
      this.options.socket.renew(); // the session may have begun with it
    } catch (error) {
      this.refused(error);
      if (error instanceof Fault && error.code === "conflict") await this.read(meeting.id);
    }
    this.busy.value = false;
  }

  get id(): string | undefined {
    return this.options.id;
  }

  /** Tells the visitor what went wrong. */
  get failed(): Options["failed"] {
    return this.options.failed;
  }

  takePlace = () => this.act(meetings.takePlace);

  withdraw = () => this.act(meetings.withdraw);

  /** Comes to the waiting room. It reports whether the door is not closed. */
  async knock(): Promise<boolean> {
    return (await this.act(meetings.knock)) !== undefined;
  }

  /** Reads the meeting again: time has passed, or the visitor comes back from the room. */
  async refresh(): Promise<void> {
    const id = this.meeting.peek()?.id;
    if (id) await this.read(id);
  }

  private async act(command: (id: string, caller: Caller) => Promise<Meeting>): Promise<Meeting | undefined> {
    const id = this.meeting.peek()?.id ?? "";
    this.busy.value = true;
    const changed = await this.attempt(() => command(id, this.caller));
    if (changed) this.meeting.value = changed;
    else await this.refresh();
    this.busy.value = false;
    return changed;
  }

  /** Trades the token of a private link for a session. Without one, the page begins as for anybody. */
  private async resume(token: string): Promise<void> {
    try {
      await commands.resume(token, this.caller);
      this.options.socket.renew();
    } catch (error) {
      if (opensNothing(error)) this.options.onUsedLink();
      else this.options.failed(error);
    }
  }

  private async read(id: string): Promise<void> {
    try {
      this.meeting.value = await meetings.getMeeting(id, this.caller);
    } catch (error) {
      if (error instanceof Fault && error.code === "not_found") this.meeting.value = null;
      else if (!this.options.signal.aborted) this.options.failed(error);
    }
  }

  private async readAll(): Promise<void> {
    const [all, own] = await Promise.all([
      this.attempt(() => meetings.getMeetings(this.caller)),
      this.attempt(() => meetings.getRegistrations(this.caller)),
    ]);
    this.own.value = own?.meetings ?? [];
    this.list.value = all?.meetings ?? [];
  }

  private async attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command();
    } catch (error) {
      if (!this.options.signal.aborted) this.options.failed(error);
      return undefined;
    }
  }

  private refused(error: unknown): void {
    const isAboutContact = error instanceof Fault && ["contact_required", "bad_contact"].includes(error.code);
    if (isAboutContact) this.fault.value = error;
    else if (!this.options.signal.aborted) this.options.failed(error);
  }
}
