import { effect, signal } from "@preact/signals";
import { ReplyBook } from "../../state/replybook.ts";
import { addDays, dateIn, mondayOf } from "../../state/week.ts";
import type { Policy } from "../../wire/agenda.ts";
import * as agenda from "../../wire/agenda.ts";
import * as commands from "../../wire/commands.ts";
import { Fault } from "../../wire/fault.ts";
import type { Board } from "../../wire/protocol.gen.ts";
import type { Caller } from "../../wire/request.ts";
import type { Centres, Hours, Me, Need, Network, Roster, Shift } from "../../wire/resources.ts";
import type { Socket } from "../../wire/socket.ts";
import * as staff from "../../wire/staff.ts";

interface Options {
  /** Connects the socket of whoever has signed in. */
  connect: (signal: AbortSignal) => Socket;
  /** Tells the coordinator what went wrong. */
  failed: (error: unknown) => void;
  signal: AbortSignal;
}

type CentrePolicy = Awaited<ReturnType<typeof agenda.getPolicies>>["policies"][number];

/** The zone of this device: until the roster has said where the network's clock hangs. */
const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Everything that is true on a coordinator's page, and what the coordinator can do. */
export class Office {
  /** Who has signed in; undefined while that is not known, null for nobody. */
  readonly me = signal<Me | undefined | null>(undefined);
  readonly expired = signal(false);
  readonly socket = signal<Socket | undefined>(undefined);
  readonly board = signal<Board | undefined>(undefined);
  readonly network = signal<Network | undefined>(undefined);
  readonly centres = signal<Centres | undefined>(undefined);
  readonly roster = signal<Roster | undefined>(undefined);
  /** How each centre lets people book. */
  readonly policies = signal<readonly CentrePolicy[] | undefined>(undefined);
  readonly book = new ReplyBook(() => this.caller);

  /** What was done last, for who did it; empty for nothing to say. */
  readonly said = signal("");

  private readonly options: Options;
  private life = new AbortController();
  private monday = mondayOf(dateIn(here(), new Date()));

  constructor(options: Options) {
    this.options = options;
  }

  get caller(): Caller {
    return { as: "staff", signal: AbortSignal.any([this.options.signal, this.life.signal]) };
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

  async signOut(): Promise<void> {
    await this.attempt(() => staff.signOut(this.caller));
    this.leave();
  }

  /** Says what was done. */
  tell(words: string): void {
    this.said.value = words;
  }

  /** Whether the coordinator arranges what belongs to a centre; "" is the network. */
  runs(centre: string): boolean {
    const me = this.me.value;
    return Boolean(me?.coordinator && (me.centre === "" || me.centre === centre));
  }

  /** Where the network's clock hangs. */
  get zone(): string {
    return this.roster.value?.zone ?? here();
  }

  /** What a centre is called. */
  called(centre: string): string {
    return this.network.value?.centres.find(({ id }) => id === centre)?.name ?? centre;
  }

  /** Shows the week that is n weeks later. */
  async turn(weeks: number): Promise<void> {
    this.monday = addDays(this.monday, 7 * weeks);
    await this.readRoster();
  }

  /** Enters or moves a shift. The fault, if any, is for the sheet. */
  putShift = (shift: Shift) => this.arrange(() => staff.putShift(shift, this.caller));

  removeShift = (id: string) => this.arrange(() => staff.removeShift(id, this.caller));

  approveSwap = (id: string) => this.arrange(() => staff.approveSwap(id, this.caller));

  refuseSwap = (id: string) => this.arrange(() => staff.dropSwap(id, this.caller));

  saveNeeds = (needs: readonly Need[]) => this.arrange(() => staff.saveNeeds(needs, this.caller));

  /** Gives the next week the shifts of this one, shows it, and says how many were added. */
  async copyWeek(): Promise<number | undefined> {
    const to = addDays(this.monday, 7);
    const copied = await this.attempt(() => staff.copyWeek(this.monday, to, this.caller));
    if (!copied) return undefined;
    await this.turn(1);
    return copied.added;
  }

  /** Saves when a centre is open. The fault, if any, is for the form. */
  async saveHours(centre: string, hours: Hours): Promise<unknown> {
    try {
      await staff.saveHours(centre, hours, this.caller);
      this.centres.value = await staff.getCentres(this.caller);
      return undefined;
    } catch (error) {
      return this.told(error);
    }
  }

  async readPolicies(): Promise<void> {
    this.policies.value = (await this.attempt(() => agenda.getPolicies(this.caller)))?.policies;
  }

  /** Saves how a centre lets people book. The fault, if any, is for the form. */
  async savePolicy(centre: string, policy: Policy): Promise<unknown> {
    try {
      await agenda.savePolicy(centre, policy, this.caller);
      await this.readPolicies();
      return undefined;
    } catch (error) {
      return this.told(error);
    }
  }

  /** Closes centres early, one after the other, and says how many who waited became messages. */
  async closeEarly(centres: readonly string[], reason: string): Promise<number | undefined> {
    let kept = 0;
    for (const each of centres) {
      const closed = await this.attempt(() => staff.closeEarly(each, reason, this.caller));
      if (!closed) return undefined;
      kept += closed.kept;
    }
    return kept;
  }

  async openAgain(centre: string): Promise<void> {
    await this.attempt(() => staff.openAgain(centre, this.caller));
  }

  /** Calls for help, and says how many were reached. */
  async callForHelp(need: Pick<Need, "topic" | "language">): Promise<number | undefined> {
    return (await this.attempt(() => staff.callForHelp(need, this.caller)))?.reached;
  }

  private async arrange(command: () => Promise<unknown>): Promise<unknown> {
    try {
      await command();
    } catch (error) {
      return this.told(error);
    }
    await this.readRoster();
    return undefined;
  }

  private async readRoster(): Promise<void> {
    const asked = this.monday;
    const found = await this.attempt(() => staff.getRoster(asked, this.caller));
    if (found && asked === this.monday) this.roster.value = found;
  }

  private async enter(me: Me): Promise<void> {
    this.me.value = me;
    this.expired.value = false;
    if (!me.coordinator) return; // the page says so
    const { signal: ends } = this.life;
    const socket = this.options.connect(ends);
    this.socket.value = socket;
    socket.watch(
      "board",
      (incoming) => {
        if (incoming.type === "board") this.board.value = incoming.data.board;
      },
      ends,
    );
    const stop = effect(() => {
      if (socket.status.value.is === "refused") queueMicrotask(() => this.leave(true));
    });
    ends.addEventListener("abort", stop, { once: true });
    this.network.value = await this.attempt(() => commands.getNetwork(this.caller));
    this.centres.value = await this.attempt(() => staff.getCentres(this.caller));
    await this.readRoster();
    await this.attempt(() => this.book.read());
  }

  private leave(expired = false): void {
    this.life.abort();
    this.life = new AbortController();
    this.socket.value = undefined;
    this.board.value = undefined;
    this.said.value = "";
    this.roster.value = undefined;
    this.centres.value = undefined;
    this.policies.value = undefined;
    this.book.forget();
    this.expired.value = expired;
    this.me.value = null;
  }

  /** What of a fault the one who asked is told: nothing when the session is over. */
  private told(error: unknown): unknown {
    if (error instanceof Fault && error.code === "unauthenticated") this.leave(true);
    return error;
  }

  private async attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command();
    } catch (error) {
      const isOver = this.options.signal.aborted || this.life.signal.aborted;
      this.told(error);
      if (!isOver && this.me.peek()) this.options.failed(error);
      return undefined;
    }
  }
}
