import { type Signal, signal } from "@preact/signals";
import type { Appointment, Booking, Slot, Wish } from "../../wire/booking.ts";
import * as wire from "../../wire/booking.ts";
import * as commands from "../../wire/commands.ts";
import { Fault } from "../../wire/fault.ts";
import { newId } from "../../wire/id.ts";
import { leaveLink, opensNothing } from "../../wire/link.ts";
import type { Caller } from "../../wire/request.ts";
import type { Language } from "../../wire/resources.ts";
import type { Kept, Typed } from "./kept.ts";

interface Options {
  language: Language;
  kept: Kept;
  /** Tells the person what went wrong. */
  failed: (error: unknown) => void;
  signal: AbortSignal;
}

/** What the address asks for. */
export interface Wanted {
  token?: string;
  appointment?: string;
  topic?: string;
  /** Camera and microphone are to be tried. */
  tries: boolean;
}

/** How many times are shown at first, and how many more at each wish. */
const few = 12;
/** No month has more. */
const whole = 5000;

/** Everything that is true on the booking page, and what the person can do there. */
export class Booker {
  /** What can be booked; undefined while that is not known. */
  readonly choice = signal<Booking | undefined>(undefined);
  readonly wished: Signal<Partial<Wish> & { language: Language }>;
  /** The free times of the wish; undefined while they are looked for. */
  readonly slots = signal<readonly Slot[] | undefined>(undefined);
  readonly more = signal(false);
  /** What came too late: somebody else was faster, and these are the nearest. */
  readonly gone = signal(false);
  /** The time that is held while the form is filled in. */
  readonly held = signal<Appointment | undefined>(undefined);
  readonly typed: Signal<Typed>;
  readonly typedFault = signal<unknown>(undefined);
  /** The appointment that is shown. */
  readonly shown = signal<Appointment | undefined>(undefined);
  /** It was booked or changed a moment ago. */
  readonly done = signal<"booked" | "moved" | "cancelled" | undefined>(undefined);
  /** The visitor's own appointments to come. */
  readonly own = signal<readonly Appointment[]>([]);
  readonly busy = signal(false);
  /** Everything about the person was erased. */
  readonly erased = signal(false);
  /** The private link that led here opens nothing: it is too old, or not whole. */
  readonly usedLink = signal(false);

  /** The link was one to try the devices with. */
  tries = false;

  private readonly options: Options;
  private readonly caller: Caller;
  private readonly session = newId();
  private looking = new AbortController();

  constructor(options: Options) {
    this.options = options;
    this.caller = { as: "visitor", signal: options.signal };
    this.wished = signal({ language: options.language });
    this.typed = signal(options.kept.typed);
  }

  /** The clock that counts before a place is chosen: that of the centres. */
  get zone(): string {
    const { centres = [] } = this.choice.value ?? {};
    const at = centres.find(({ id }) => id === this.wished.value.centre) ?? centres[0];
    return at?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  /** Finds out what is asked for: a private link, an appointment, or a new one. */
  async begin(wanted: Wanted): Promise<void> {
    this.tries = wanted.tries;
    if (wanted.topic) this.wished.value = { ...this.wished.peek(), topic: wanted.topic };
    void this.attempt(async () => {
      this.choice.value = await wire.getBooking(this.caller);
    });
    const id = wanted.token === undefined ? wanted.appointment : await this.resume(wanted.token);
    if (id) {
      await this.show(id);
      return;
    }
    await this.look();
  }

  /** Trades a private link for a session, and tells which appointment it is for. */
  private async resume(token: string): Promise<string | undefined> {
    try {
      const { appointment } = await commands.resume(token, this.caller);
      if (!appointment) leaveLink(); // it only led here
      return appointment;
    } catch (error) {
      this.usedLink.value = opensNothing(error);
      if (!this.usedLink.peek()) this.options.failed(error);
      return undefined;
    }
  }

  private async show(id: string): Promise<void> {
    const found = await this.attempt(() => wire.getAppointment(id, this.caller));
    if (found?.state === "held") this.held.value = found;
    else this.shown.value = found;
    if (!found) await this.look();
  }

  /** Looks which appointments the person has already. */
  private async look(): Promise<void> {
    const found = await this.attempt(() => wire.getAppointments(this.caller));
    this.own.value = (found?.appointments ?? []).filter(
      ({ state, end }) => (state === "booked" || state === "proposed") && Date.parse(end) > Date.now(),
    );
  }

  /** Changes what is looked for, and looks for it. */
  async wish(change: Partial<Wish>): Promise<void> {
    const wished = { ...this.wished.peek(), ...change };
    if (wished.kind !== "on_site") delete wished.centre;
    if (!wished.topic) delete wished.topic;
    this.wished.value = wished;
    this.gone.value = false;
    if (wished.kind === "phone" && this.typed.peek().way === "mail") this.type({ way: "phone", contact: "" });
    if (isWhole(wished)) await this.find({ limit: few + 1 });
  }

  /** Finds the first times, or those of a month for the calendar. */
  private async find(page: wire.Part): Promise<void> {
    this.looking.abort();
    this.looking = new AbortController();
    const { signal: over } = this.looking;
    this.slots.value = undefined;
    const found = await this.ask(page);
    if (over.aborted || !found) return;
    this.more.value = found.length > few;
    this.slots.value = found.slice(0, few);
  }

  /** The free times of a stretch, of what is looked for or for the appointment that is moved. */
  async ask(page: wire.Part): Promise<Slot[] | undefined> {
    const [wished, moved] = [this.wished.peek(), this.shown.peek()];
    if (moved)
      return (await this.attempt(() => wire.getAppointmentSlots(moved.id, page, this.caller)))?.slots;
    if (!isWhole(wished)) return [];
    return (await this.attempt(() => wire.getSlots(wished, page, this.caller)))?.slots;
  }

  /** All free times of a stretch. */
  month(from: Date, to: Date): Promise<Slot[] | undefined> {
    return this.ask({ from: from.toISOString(), to: to.toISOString(), limit: whole });
  }

  /** Adds the times that come after. */
  async further(): Promise<void> {
    const before = this.slots.peek() ?? [];
    const last = before.at(-1);
    if (!last) return;
    const from = new Date(Date.parse(last.start) + 60_000).toISOString();
    const found = (await this.ask({ from, limit: few + 1 })) ?? [];
    this.more.value = found.length > few;
    this.slots.value = [...before, ...found.slice(0, few)];
  }

  /** Looks for times to which the shown appointment can be moved. */
  async places(): Promise<void> {
    this.gone.value = false;
    await this.find({ limit: few + 1 });
  }

  /** Holds a time. Who was slower sees the nearest ones at once. */
  async hold(slot: Slot): Promise<void> {
    const wished = this.wished.peek();
    if (!isWhole(wished)) return;
    const { start, end } = slot;
    leaveLink(); // what is booked here is nobody else's to see
    const holding = { ...wished, start, end, id: newId(), session: this.session };
    await this.take(async () => {
      this.held.value = await wire.holdAppointment(holding, this.caller);
    });
  }

  /** Goes back to the times; the one that was held is somebody else's to have. */
  async giveBack(): Promise<void> {
    const held = this.held.peek();
    this.held.value = undefined;
    if (held) await this.attempt(() => wire.cancelAppointment(held.id, this.caller));
    await this.wish(held ? wishOf(held) : {});
  }

  /** Changes what is typed, and keeps it. */
  type(change: Partial<Typed>): void {
    if (change.contact !== undefined) this.typedFault.value = undefined;
    this.typed.value = { ...this.typed.peek(), ...change };
    this.options.kept.typed = this.typed.peek();
  }

  /** Books the time that is held. Nothing that was typed is lost when it is gone. */
  async book(): Promise<void> {
    const held = this.held.peek();
    if (!held) return;
    const { name, contact, question } = this.typed.peek();
    const details = { name: name.trim(), contact: contact.trim(), question: question.trim() };
    await this.take(async () => {
      this.shown.value = await wire.bookAppointment(held.id, details, this.caller);
      this.held.value = undefined;
      this.done.value = "booked";
      this.options.kept.clear();
    }, wishOf(held));
  }

  /** Moves the shown appointment. It reports whether that went through. */
  async move(start: string): Promise<boolean> {
    const shown = this.shown.peek();
    if (!shown) return false;
    return this.take(async () => {
      this.shown.value = await wire.moveAppointment(shown.id, start, this.caller);
      this.done.value = "moved";
    });
  }

  /** Cancels the shown appointment. */
  async cancel(): Promise<void> {
    await this.change("cancelled", (id) => wire.cancelAppointment(id, this.caller));
  }

  /** Asks to be told when an earlier time comes free, or not any more. */
  async earlier(wanted: boolean): Promise<void> {
    await this.change(undefined, (id) => wire.wantEarlier(id, wanted, this.caller));
  }

  private async change(
    what: "cancelled" | undefined,
    command: (id: string) => Promise<Appointment>,
  ): Promise<void> {
    const id = this.shown.peek()?.id;
    if (!id) return;
    const changed = await this.attempt(() => command(id));
    if (!changed) return;
    this.shown.value = changed;
    this.done.value = what;
  }

  /** Opens the room and goes there. */
  async join(): Promise<void> {
    const id = this.shown.peek()?.id;
    if (!id) return;
    const room = await this.attempt(() => wire.enterRoom(id, this.caller));
    if (room) location.assign(`/#a=${room.conversation.id}`);
  }

  /** Erases everything about the person. */
  async erase(): Promise<void> {
    const done = await this.attempt(async () => {
      await commands.eraseVisitor(this.caller);
      return true;
    });
    if (!done) return;
    this.options.kept.clear();
    this.typed.value = this.options.kept.typed;
    leaveLink(); // it opens nothing any more
    this.again();
    this.erased.value = true;
  }

  /** Begins with another appointment. */
  again(): void {
    history.replaceState(null, "", location.pathname + location.search);
    this.shown.value = undefined;
    this.done.value = undefined;
    this.held.value = undefined;
    this.own.value = [];
    void this.wish({});
  }

  /** Takes a time, for whom somebody else may be faster: then others are shown at once. */
  private async take(command: () => Promise<void>, back?: Wish): Promise<boolean> {
    if (this.busy.peek()) return false;
    this.busy.value = true;
    this.typedFault.value = undefined;
    try {
      await command();
      this.gone.value = false;
      return true;
    } catch (error) {
      if (error instanceof Fault && error.code === "taken") this.tooLate(error, back);
      else if (isAboutContact(error)) this.typedFault.value = error;
      else if (!this.options.signal.aborted) this.options.failed(error);
      return false;
    } finally {
      this.busy.value = false;
    }
  }

  private tooLate(fault: Fault, back?: Wish): void {
    this.held.value = undefined;
    if (back) this.wished.value = back;
    this.gone.value = true;
    this.slots.value = fault.slots;
    this.more.value = fault.slots.length > 0;
  }

  /** Runs a command. What it cannot do is told, and it gives undefined. */
  private async attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command();
    } catch (error) {
      if (!this.options.signal.aborted) this.options.failed(error);
      return undefined;
    }
  }
}

/** Whether enough is said to look for times. */
export function isWhole(wished: Partial<Wish> & { language: Language }): wished is Wish {
  return wished.kind !== undefined && (wished.kind !== "on_site" || wished.centre !== undefined);
}

/** What an appointment was looked for with. */
function wishOf({ kind, language, topic, centre }: Appointment): Wish {
  return { kind, language, ...(topic && { topic }), ...(kind === "on_site" && { centre: centre.id }) };
}

/** Whether a fault is about where to reach the person. */
function isAboutContact(error: unknown): boolean {
  return error instanceof Fault && (error.code === "contact_required" || error.code === "bad_contact");
}
