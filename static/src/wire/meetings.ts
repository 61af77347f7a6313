import type { Meeting, MeetingMessage } from "./protocol.gen.ts";
import { type Caller, persist } from "./request.ts";
import type { Language, PostMessage } from "./resources.ts";

// What those ask who come to group meetings.

/** What registers somebody. The id makes it one registration however often it is sent. */
export interface Entry {
  id: string;
  /** A secret of the page's own, which lets a repeat after a lost answer be the same visitor's. */
  session: string;
  name: string;
  contact: string;
  language: Language;
  /** By question. */
  answers: string[];
}

interface Meetings {
  meetings: Meeting[];
}

/** The meetings to come, in order of their time. */
export const getMeetings = (caller: Caller) => persist<Meetings>(caller, "GET", "/api/meetings");

/** Those that the visitor registered for. */
export const getRegistrations = (caller: Caller) => persist<Meetings>(caller, "GET", "/api/registrations");

/** A meeting, with the visitor's registration. */
export const getMeeting = (id: string, caller: Caller) =>
  persist<Meeting>(caller, "GET", `/api/meetings/${id}`);

/** Where the meeting is to be had as a file for a calendar. */
export const meetingFile = (id: string, language: string) =>
  `/api/meetings/${id}/calendar?language=${language}`;

/** Registers the visitor: for a place, or on the waiting list. */
export const register = (id: string, entry: Entry, caller: Caller) =>
  persist<Meeting>(caller, "POST", `/api/meetings/${id}/registrations`, entry);

/** Gives the place up. */
export const withdraw = (id: string, caller: Caller) =>
  persist<Meeting>(caller, "POST", `/api/meetings/${id}/withdraw`);

/** Takes a place that was offered. */
export const takePlace = (id: string, caller: Caller) =>
  persist<Meeting>(caller, "POST", `/api/meetings/${id}/take`);

/** Comes to the waiting room, or straight in. */
export const knock = (id: string, caller: Caller) =>
  persist<Meeting>(caller, "POST", `/api/meetings/${id}/knock`);

/** Puts the visitor's hand up, or down. */
export const raiseHand = (id: string, raised: boolean, caller: Caller) =>
  persist<Meeting>(caller, "PUT", `/api/meetings/${id}/hand`, { raised });

/** Says something to all in the meeting. */
export const say = (id: string, message: PostMessage, caller: Caller) =>
  persist<MeetingMessage>(caller, "POST", `/api/meetings/${id}/messages`, message);
