import { signal } from "@preact/signals";
import * as commands from "../../wire/commands.ts";
import { Fault } from "../../wire/fault.ts";
import * as hosting from "../../wire/hosting.ts";
import type { Colleague, Meeting, MeetingPerson } from "../../wire/protocol.gen.ts";
import type { Caller } from "../../wire/request.ts";
import type { Me, Network } from "../../wire/resources.ts";
import type { Socket } from "../../wire/socket.ts";
import * as staff from "../../wire/staff.ts";

interface Options {
  /** The meeting that the address names. */
  id: string | undefined;
  /** Connects the socket of whoever has signed in. */
  connect: (signal: AbortSignal) => Socket;
  /** Tells the person what went wrong. */
  failed: (error: unknown) => void;
  signal: AbortSignal;
}

/** Everything that is true on the page of those who arrange and hold meetings. */
export class Programme {
  /** Who has signed in; undefined while that is not known, null for nobody. */
  readonly me = signal<Me | undefined | null>(undefined);
  readonly socket = signal<Socket | undefined>(undefined);
  readonly network = signal<Network | undefined>(undefined);
  readonly colleagues = signal<readonly Colleague[]>([]);
  readonly meetings = signal<readonly Meeting[] | undefined>(undefined);
  /** The meeting that is looked at. */
  readonly opened = signal<string | undefined>(undefined);
  /** Who registered for it, and what was written to them afterwards. */
  readonly people = signal<readonly MeetingPerson[]>([]);
  readonly afterword = signal<hosting.Afterword | undefined>(undefined);

  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
    this.opened.value = options.id;
  }

  get caller(): Caller {
    return { as: "staff", signal: this.options.signal };
  }

  get failed(): Options["failed"] {
    return this.options.failed;
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

  find(id: string | undefined): Meeting | undefined {
    return this.meetings.value?.find((each) => each.id === id);
  }

  /** Where a centre's clock hangs. */
  zoneOf(centre: string): string {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return this.network.value?.centres.find(({ id }) => id === centre)?.zone ?? here;
  }

  /** Looks at a meeting, or at the list. The address follows, so that a reload stays there. */
  open(id: string | undefined): void {
    this.opened.value = id;
    this.people.value = [];
    this.afterword.value = undefined;
    history.replaceState(null, "", id ? `?m=${id}` : location.pathname);
    void this.refresh();
  }

  /** Reads what is shown again: others change it too. */
  async refresh(): Promise<void> {
    const id = this.opened.peek();
    await Promise.all([this.readMeetings(), id && this.readPeople(id)]);
  }

  /** Plans a meeting, or changes it. The fault, if any, is for the form. */
  async plan(id: string, plan: hosting.Plan): Promise<unknown> {
    try {
      await hosting.planMeeting(id, plan, this.caller);
      await this.readMeetings();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Calls a meeting off, and with `following` the later ones of its series. */
  async cancel(id: string, following: boolean): Promise<void> {
    await this.attempt(() => hosting.cancelMeeting(id, following, this.caller));
    await this.readMeetings();
  }

  /** Writes to those who were to come, once. The fault, if any, is for the form. */
  async write(id: string, afterword: hosting.WriteAfterword): Promise<unknown> {
    try {
      await hosting.writeAfterword(id, afterword, this.caller);
      await this.readPeople(id);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  private async readPeople(id: string): Promise<void> {
    const found = await this.attempt(() => hosting.getPeople(id, this.caller));
    if (!found || this.opened.peek() !== id) return;
    this.people.value = found.people;
    this.afterword.value = found.afterword;
  }

  /** Runs a command. What it cannot do is told, and it gives undefined. */
  async attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command();
    } catch (error) {
      if (error instanceof Fault && error.code === "unauthenticated") this.me.value = null;
      else if (!this.options.signal.aborted) this.options.failed(error);
      return undefined;
    }
  }

  private async readMeetings(): Promise<void> {
    const found = await this.attempt(() => hosting.getArranged(this.caller));
    if (found) this.meetings.value = found.meetings;
  }

  private async enter(me: Me): Promise<void> {
    this.me.value = me;
    this.socket.value ??= this.options.connect(this.options.signal);
    const [network, colleagues] = await Promise.all([
      this.attempt(() => commands.getNetwork(this.caller)),
      this.attempt(() => staff.getColleagues(this.caller)),
      this.readMeetings(),
    ]);
    this.network.value = network;
    this.colleagues.value = colleagues?.colleagues ?? [];
    const id = this.opened.peek();
    if (id) await this.readPeople(id);
  }
}
