import {
  type Appointment,
  type Appointments,
  type Details,
  type Holding,
  type Kind,
  query,
  type Site,
  type Wish,
} from "./booking.ts";
import type { Instant, Person } from "./protocol.gen.ts";
import { type Caller, once, persist } from "./request.ts";
import type { Exception, Interval, Language, Minutes, Span } from "./resources.ts";

// What only staff ask about appointments.

/** When a counsellor may be met, for what. Empty topics or languages are all of their own. */
export interface Availability {
  id: string;
  kinds: Kind[];
  topics: string[];
  languages: Language[];
  week: Span[];
  exceptions: Exception[];
}

/** When a counsellor is not there: on its dates, both included; whole days without hours. */
export interface Absence {
  id: string;
  from: string;
  to: string;
  hours: Minutes[];
}

/** The calendar that a counsellor has elsewhere, and how reading it went. */
export interface OutsideCalendar {
  url: string;
  fetchedAt?: Instant;
  triedAt?: Instant;
  problem?: "unreachable" | "refused" | "not_public" | "unreadable" | "too_long";
}

/** The agenda of a counsellor. Only they see their calendar elsewhere. */
export interface Agenda extends Appointments {
  staff: Person;
  zone: string;
  availabilities: Availability[];
  absences: Absence[];
  outside?: OutsideCalendar;
}

/** What became of an appointment whose counsellor cannot come: `to` has it now, or so many times were offered. */
export interface Relieved {
  id: string;
  to?: Person;
  offered: number;
}

/** How a centre lets people book. */
export interface Policy {
  noticeMinutes: number;
  horizonDays: number;
  bufferMinutes: number;
  stepMinutes: number;
  /** 0 for any number. */
  mostADay: number;
  minutes: number;
  byTopic: Record<string, number>;
  changeUntilMinutes: number;
}

/** Says whether the visitor came. */
export const noteAttended = (id: string, came: boolean, caller: Caller) =>
  persist<Appointment>(caller, "POST", `/api/appointments/${id}/attended`, { came });

/** Times that are offered, each with the page's own id for the appointment that it may become. */
export interface TimesOffer extends Wish {
  id: string;
  slots: { id: string; start: Instant }[];
}

/** Holds times for the visitor of a chat, all or none, and shows them there. `taken` has other times. */
export const offerTimes = (conversation: string, offer: TimesOffer, caller: Caller) =>
  persist<Appointments>(caller, "POST", `/api/conversations/${conversation}/times`, offer);

/** Books a time for a visitor; with a conversation, for that one's. `taken` has other times. */
export const bookForVisitor = (booking: Holding & Details & { conversation?: string }, caller: Caller) =>
  persist<Appointment>(caller, "POST", "/api/staff/appointments", booking);

/** The agenda of a counsellor, the caller's own without `staff`; at most 62 days. */
export const getAgenda = (of: Interval & { staff?: string }, caller: Caller) =>
  persist<Agenda>(caller, "GET", `/api/staff/agenda?${query(of)}`);

/** Writes when a counsellor may be met, the caller without `staff`. `bad_hours` says what cannot be. */
export const saveAvailability = ({ id, ...hours }: Availability & { staff?: string }, caller: Caller) =>
  persist<undefined>(caller, "PUT", `/api/staff/availabilities/${id}`, hours);

/** Takes an availability away. The appointments in it stay. */
export const removeAvailability = (id: string, staff: string | undefined, caller: Caller) =>
  once<undefined>(caller, "DELETE", `/api/staff/availabilities/${id}?${query({ staff })}`);

/** Notes an absence. The answer has the appointments that lie in it. */
export const saveAbsence = ({ id, ...absence }: Absence & { staff?: string }, caller: Caller) =>
  persist<Appointments>(caller, "PUT", `/api/staff/absences/${id}`, absence);

/** Takes an absence away. */
export const removeAbsence = (id: string, staff: string | undefined, caller: Caller) =>
  once<undefined>(caller, "DELETE", `/api/staff/absences/${id}?${query({ staff })}`);

/** Takes the appointments of who cannot come from them. */
export const relieve = (of: Interval & { staff?: string }, caller: Caller) =>
  once<{ appointments: Relieved[] }>(caller, "POST", "/api/staff/relief", of);

/** Makes a private link to the caller's agenda: /api/agenda/TOKEN. The one before opens nothing any more. */
export const makeAgendaLink = (caller: Caller) =>
  once<{ token: string }>(caller, "POST", "/api/staff/agenda/link");

/** Takes the link back. */
export const revokeAgendaLink = (caller: Caller) =>
  persist<undefined>(caller, "DELETE", "/api/staff/agenda/link");

/** Names the calendar that the caller has elsewhere; an empty address is none. */
export const setOutsideCalendar = (url: string, caller: Caller) =>
  once<undefined>(caller, "PUT", "/api/staff/agenda/outside", { url });

/** How the centres of the coordinator let people book. */
export const getPolicies = (caller: Caller) =>
  persist<{ policies: { centre: Site; policy: Policy }[] }>(caller, "GET", "/api/booking/policies");

/** Writes how a centre lets people book. */
export const savePolicy = (centre: string, policy: Policy, caller: Caller) =>
  persist<undefined>(caller, "PUT", `/api/centres/${centre}/booking`, policy);
