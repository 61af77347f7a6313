import type { Admission, Meeting, MeetingMode, MeetingPerson, MeetingQuestion } from "./protocol.gen.ts";
import { type Caller, once, persist } from "./request.ts";
import type { Language } from "./resources.ts";

// What those ask who arrange and hold group meetings.

/** A meeting as it is planned. */
export interface Plan {
  centre: string;
  /** Staff ids, the host first. */
  hosts: string[];
  titles: Partial<Record<Language, string>>;
  descriptions: Partial<Record<Language, string>>;
  languages: Language[];
  start: string;
  end: string;
  capacity: number;
  mode: MeetingMode;
  admission: Admission;
  questions: MeetingQuestion[];
  /** Repeats it each week; only for a new one. */
  weekly?: { times: number; without: string[] };
  /** Changes those of its series after it, too. */
  following?: boolean;
}

/** Whom what is written afterwards is for. */
export type Readers = "came" | "registered";

/** What a host writes when it is over, by language. */
export interface WriteAfterword {
  id: string;
  texts: Partial<Record<Language, string>>;
  to: Readers;
}

/** What was written, and by whom. */
export interface Afterword extends Omit<WriteAfterword, "id"> {
  name: string;
  at: string;
}

/** What a host changes while it goes on; what is absent stays. */
export interface Steering {
  mode?: MeetingMode;
  locked?: boolean;
  spotlight?: string;
}

interface Meetings {
  meetings: Meeting[];
}

/** The meetings that the caller arranges or holds, from a month ago on. */
export const getArranged = (caller: Caller) => persist<Meetings>(caller, "GET", "/api/staff/meetings");

/** Plans a meeting under the page's own id, or changes it. */
export const planMeeting = (id: string, plan: Plan, caller: Caller) =>
  persist<Meetings>(caller, "PUT", `/api/meetings/${id}`, plan);

/** Calls it off, and with `following` those of its series after it. */
export const cancelMeeting = (id: string, following: boolean, caller: Caller) =>
  once<Meeting>(caller, "POST", `/api/meetings/${id}/cancel`, { following });

/** All who registered, with what they said, and what was written to them. */
export const getPeople = (id: string, caller: Caller) =>
  persist<{ people: MeetingPerson[]; afterword?: Afterword }>(caller, "GET", `/api/meetings/${id}/people`);

/** Begins the meeting. */
export const openMeeting = (id: string, caller: Caller) =>
  persist<Meeting>(caller, "POST", `/api/meetings/${id}/open`);

/** Ends it for all. */
export const endMeeting = (id: string, caller: Caller) =>
  persist<Meeting>(caller, "POST", `/api/meetings/${id}/end`);

/** Lets those in who are named, or all who wait. */
export const admit = (id: string, people: readonly string[], caller: Caller) =>
  persist<Meeting>(caller, "POST", `/api/meetings/${id}/admit`, { people });

/** Changes how it goes on. */
export const steer = (id: string, steering: Steering, caller: Caller) =>
  persist<Meeting>(caller, "POST", `/api/meetings/${id}/steer`, steering);

/** Lets somebody be heard, or not any more. Either lowers their hand. */
export const letSpeak = (id: string, person: string, speaks: boolean, caller: Caller) =>
  persist<Meeting>(caller, "PUT", `/api/meetings/${id}/people/${person}/voice`, { speaks });

/** Sends somebody out, and keeps them out. */
export const removePerson = (id: string, person: string, caller: Caller) =>
  persist<Meeting>(caller, "POST", `/api/meetings/${id}/people/${person}/remove`);

/** Makes a colleague a co-host. */
export const nameHost = (id: string, colleague: string, caller: Caller) =>
  persist<Meeting>(caller, "PUT", `/api/meetings/${id}/hosts/${colleague}`);

/** Makes a co-host one no more. */
export const dismissHost = (id: string, colleague: string, caller: Caller) =>
  persist<Meeting>(caller, "DELETE", `/api/meetings/${id}/hosts/${colleague}`);

/** Writes to those who were to come, under the page's own id. */
export const writeAfterword = (id: string, afterword: WriteAfterword, caller: Caller) =>
  persist<Meeting>(caller, "POST", `/api/meetings/${id}/afterword`, afterword);
