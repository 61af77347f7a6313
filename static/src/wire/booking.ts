import type { ConversationSnapshot, Instant, Person } from "./protocol.gen.ts";
import { type Caller, once, persist, sessionOf } from "./request.ts";
import type { Language } from "./resources.ts";

/** How an appointment takes place. */
export type Kind = "video" | "audio" | "phone" | "on_site";

/** A time that somebody could be met. */
export interface Slot {
  start: Instant;
  end: Instant;
}

/** A centre as visitors find it. `zone` is whose clock counts. */
export interface Site {
  id: string;
  name: string;
  city: string;
  address?: string;
  phone?: string;
  zone: string;
}

/** A counsellor who may be met, and how. */
export interface Bookable {
  id: string;
  name: string;
  centre: string;
  kinds: Kind[];
  topics: string[];
  languages: Language[];
}

/** What can be booked at all. */
export interface Booking {
  kinds: Kind[];
  topics: string[];
  staff: Bookable[];
  centres: Site[];
}

/** What a visitor looks for; anybody suitable, anywhere, without `staff` and `centre`. */
export interface Wish {
  kind: Kind;
  topic?: string;
  language: Language;
  staff?: string;
  centre?: string;
}

/** Where an appointment is. Of one that is `proposed` the counsellor cannot come, and others are offered. */
export type AppointmentState = "held" | "booked" | "proposed" | "met" | "missed" | "cancelled";

/** A time of two people. */
export interface Appointment extends Slot {
  id: string;
  state: AppointmentState;
  kind: Kind;
  topic?: string;
  language: Language;
  centre: Site;
  staff: Person;
  /** The visitor wanted this counsellor. */
  named?: boolean;
  heldUntil?: Instant;
  conversation?: string;
  name?: string;
  contact?: string;
  question?: string;
  createdAt: Instant;
  bookedAt?: Instant;
  cancelledAt?: Instant;
  cancelledBy?: "visitor" | "staff";
  /** The visitor wants to hear of a time before. */
  earlier?: boolean;
  /** Until when the caller may move or cancel it; absent when not any more. */
  changeUntil?: Instant;
  /** When its room lets people in, of a call. */
  opensAt?: Instant;
  closesAt?: Instant;
  /** Other times, of one that is `proposed`: moveAppointment takes one. */
  offered?: (Slot & { until: Instant; staff: Person })[];
}

/** Several of them. */
export interface Appointments {
  appointments: Appointment[];
}

/** A part of the list: the first `limit` from one moment to another. */
export interface Part {
  from?: Instant;
  to?: Instant;
  limit?: number;
}

/** What a visitor says to book. */
export interface Details {
  name?: string;
  contact?: string;
  question?: string;
}

/** A wish for one time, with the page's own id for the appointment. */
export interface Holding extends Wish {
  id: string;
  start: Instant;
  end?: Instant;
}

/** The query of a path: what is said of it. */
export const query = (of: object): string =>
  new URLSearchParams(
    Object.entries(of).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ).toString();

/** What can be booked at all. */
export const getBooking = (caller: Caller) => persist<Booking>(caller, "GET", "/api/booking");

/** The first times at which a wish can be met, in order. */
export const getSlots = (wish: Wish, part: Part, caller: Caller) =>
  persist<{ slots: Slot[] }>(caller, "GET", `/api/booking/slots?${query({ ...wish, ...part })}`);

/** The visitor's own appointments, the last one first. */
export const getAppointments = (caller: Caller) => persist<Appointments>(caller, "GET", "/api/appointments");

/** Holds a time for ten minutes; what was held before is free again. `taken` has other times. */
export const holdAppointment = (holding: Holding & { session?: string }, caller: Caller) =>
  persist<Appointment>(caller, "POST", "/api/appointments", holding);

/** An appointment of the caller's. */
export const getAppointment = (id: string, caller: Caller) =>
  persist<Appointment>(caller, "GET", `/api/appointments/${id}`);

/** Where the appointment is to be had as a file for a calendar. */
export const appointmentFile = (id: string, as: "visitor" | "staff") =>
  `/api/appointments/${id}/calendar?as=${sessionOf(as)}`;

/** Books a held time, or one that was offered in a chat. `taken` has other times. */
export const bookAppointment = (id: string, details: Details, caller: Caller) =>
  persist<Appointment>(caller, "POST", `/api/appointments/${id}/book`, details);

/** The first times to which an appointment may be moved. */
export const getAppointmentSlots = (id: string, part: Part, caller: Caller) =>
  persist<{ slots: Slot[] }>(caller, "GET", `/api/appointments/${id}/slots?${query(part)}`);

/** Moves an appointment. `forbidden` says that it is too late, `taken` has other times. */
export const moveAppointment = (id: string, start: Instant, caller: Caller) =>
  persist<Appointment>(caller, "POST", `/api/appointments/${id}/move`, { start });

/** Cancels an appointment, or gives back a held time. */
export const cancelAppointment = (id: string, caller: Caller) =>
  persist<Appointment>(caller, "POST", `/api/appointments/${id}/cancel`);

/** Says whether the visitor wants a mail when a time before theirs comes free. */
export const wantEarlier = (id: string, wanted: boolean, caller: Caller) =>
  once<Appointment>(caller, "PUT", `/api/appointments/${id}/earlier`, { wanted });

/** Opens the room of an appointment, which is a conversation. `conflict` says that it is not open. */
export const enterRoom = (id: string, caller: Caller) =>
  persist<ConversationSnapshot>(caller, "POST", `/api/appointments/${id}/room`);
