import { computed, signal } from "@preact/signals";
import type { Agenda } from "../../../wire/agenda.ts";
import * as wire from "../../../wire/agenda.ts";
import type { Appointment } from "../../../wire/booking.ts";
import * as booking from "../../../wire/booking.ts";
import type { Caller } from "../../../wire/request.ts";
import { wait } from "../../../wire/wait.ts";
import type { Desk } from "../desk.ts";

const day = 86_400_000;
/** How much of the agenda is shown. */
const ahead = 28 * day;
/** Visitors book meanwhile: it is looked at now and then. */
const again = 60_000;
/** How long before the start its door is on top of every screen. */
const soon = 15 * 60_000;

/** A counsellor's appointments and hours, and what can be done with them. */
export class Diary {
  readonly agenda = signal<Agenda | undefined>(undefined);
  /** Whose it is, for who coordinates; "" is one's own. */
  readonly whose = signal("");
  /** One's own, whoever else's is looked at. */
  private readonly own = signal<readonly Appointment[]>([]);
  private readonly minute = signal(Date.now());

  private readonly desk: Desk;

  constructor(desk: Desk) {
    this.desk = desk;
  }

  /** The appointments whose time has come: their door is on top of every screen. */
  readonly near = computed(() =>
    this.own.value.filter(({ state, start, end, closesAt }) => {
      const [from, to] = [Date.parse(start) - soon, Date.parse(closesAt ?? end)];
      return state === "booked" && from <= this.minute.value && this.minute.value < to;
    }),
  );

  /** Looks at it until the signal fires. */
  async follow(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.look();
      await wait(again, over);
    }
  }

  /** Reads it as it is now. */
  async look(): Promise<void> {
    const now = Date.now();
    const of = { from: new Date(now - day / 2).toISOString(), to: new Date(now + ahead).toISOString() };
    const [own, other] = await Promise.all([
      this.try(() => wire.getAgenda(of, this.caller)),
      this.whose.peek() && this.try(() => wire.getAgenda({ ...of, staff: this.whose.peek() }, this.caller)),
    ]);
    this.minute.value = now;
    if (own) this.own.value = own.appointments;
    const shown = this.whose.peek() ? other : own;
    if (shown) this.agenda.value = shown;
  }

  /** Looks at somebody else's. */
  async turnTo(staff: string): Promise<void> {
    this.whose.value = staff;
    await this.look();
  }

  get caller(): Caller {
    return this.desk.caller;
  }

  get staff(): { staff?: string } {
    return this.whose.peek() ? { staff: this.whose.peek() } : {};
  }

  /** Runs a command, and looks how things are then. It gives undefined when it did not go through. */
  async do<T>(command: (caller: Caller) => Promise<T>): Promise<T | undefined> {
    const done = await this.try(() => command(this.caller));
    await this.look();
    return done;
  }

  /** Goes into the room of an appointment. It reports whether that was possible. */
  async enter(id: string): Promise<boolean> {
    const room = await this.try(() => booking.enterRoom(id, this.caller));
    if (room) this.desk.show(room);
    return room !== undefined;
  }

  private async try<T>(command: () => Promise<T>): Promise<T | undefined> {
    return this.desk.attempt("agenda", command);
  }
}
