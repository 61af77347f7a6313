import { firstOf, type Language } from "../i18n/texts.ts";

// Dates are yyyy-mm-dd, as calendars have them: wherever on earth. Times of a day are minutes
// of a wall clock.

const day = 24 * 60;

/** The date as an instant at which every zone that matters shows that date. */
const noon = (date: string) => new Date(`${date}T12:00:00Z`);

/** The date n days later. */
export function addDays(date: string, n: number): string {
  const at = noon(date);
  at.setUTCDate(at.getUTCDate() + n);
  return at.toISOString().slice(0, 10);
}

/** 0 is Sunday. */
export const weekday = (date: string): number => noon(date).getUTCDay();

/** The first day of the date's week. */
export const mondayOf = (date: string): string => addDays(date, -((weekday(date) + 6) % 7));

/** The seven dates from a Monday. */
export const weekOf = (monday: string): string[] => [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(monday, n));

/** The date that a zone's calendar shows. */
export function dateIn(zone: string, at: Date): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(at);
}

/** "09:00" by a zone's clock. */
export function clockIn(zone: string, at: Date): string {
  const shown = { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat("en-GB", shown).format(at);
}

/**
 * The instant at which a zone's clock shows a date and a time. In the night when the clock jumps
 * over it, it is when it has jumped.
 */
export function instantIn(zone: string, date: string, time: string): Date {
  const wanted = Date.parse(`${date}T${time}Z`);
  const shown = (at: number) => {
    const then = new Date(at);
    return Date.parse(`${dateIn(zone, then)}T${clockIn(zone, then)}Z`);
  };
  let at = wanted;
  // Its offset may be another one than that of the instant which it was looked for at.
  for (let tries = 0; tries < 2; tries++) at += wanted - shown(at);
  return new Date(at);
}

/** "09:00"; midnight at the end of a day is written as at its beginning. */
export function clock(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/** The minutes of "09:00" as a beginning; NaN for what is no time. */
export function begins(text: string): number {
  const found = /^(\d\d):(\d\d)/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : Number.NaN;
}

/** The minutes of a time as an end: 00:00 is the end of the day. */
export const ends = (text: string): number => begins(text) || (begins(text) === 0 ? day : Number.NaN);

/** "2:05", as a watch shows how long something lasts. */
export function stopwatch(seconds: number): string {
  const [hour, minute, second] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return hour > 0 ? `${hour}:${two(minute)}:${two(second)}` : `${minute}:${two(second)}`;
}

/** "9:00–12:00" */
export const hours = ({ from, to }: { from: number; to: number }): string => `${clock(from)}–${clock(to)}`;

const written = { short: "short", long: "long" } as const;

/** "Mon" or "Monday" */
export function dayName(language: Language, date: string, length: keyof typeof written): string {
  return new Intl.DateTimeFormat(language, { weekday: written[length], timeZone: "UTC" }).format(noon(date));
}

/** "2 March" or "Monday 2 March" */
export function dated(language: Language, date: string, withDay = false): string {
  const parts = { day: "numeric", month: "long", timeZone: "UTC" } as const;
  const format = new Intl.DateTimeFormat(
    language === "en" ? "en-GB" : language,
    withDay ? { ...parts, weekday: "long" } : parts,
  );
  return firstOf(language, format.format(noon(date)));
}

/** Whether a time of a day has begun, by the clock of a zone. */
export function hasBegun({ date, from }: { date: string; from: number }, zone: string, at: Date): boolean {
  const today = dateIn(zone, at);
  return date < today || (date === today && clock(from) <= clockIn(zone, at));
}
