import type { Plan } from "../../wire/hosting.ts";
import type { Admission, Meeting, MeetingMode, MeetingQuestion } from "../../wire/protocol.gen.ts";
import type { Language, Me } from "../../wire/resources.ts";

/** A plan as it stands in the form: days and hours are those of the clock here. */
export interface Draft {
  centre: string;
  hosts: string[];
  titles: Partial<Record<Language, string>>;
  descriptions: Partial<Record<Language, string>>;
  languages: Language[];
  date: string;
  from: string;
  to: string;
  capacity: number;
  mode: MeetingMode;
  admission: Admission;
  questions: MeetingQuestion[];
  /** How many weeks it is repeated, 1 for once. */
  weeks: number;
  /** The days without a meeting. */
  without: string[];
}

const two = (n: number) => String(n).padStart(2, "0");

/** "2026-12-03", by the clock here. */
export const dayOf = (at: Date) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

const clockOf = (at: Date) => `${two(at.getHours())}:${two(at.getMinutes())}`;

/** A new plan: in a week, for an hour. */
export function freshDraft(me: Me, language: Language, now: Date): Draft {
  const day = new Date(now);
  day.setDate(day.getDate() + 7);
  return {
    centre: me.centre,
    hosts: [me.id],
    titles: {},
    descriptions: {},
    languages: [language],
    date: dayOf(day),
    from: "10:00",
    to: "11:00",
    capacity: 20,
    mode: "audience",
    admission: "by_hand",
    questions: [],
    weeks: 1,
    without: [],
  };
}

/** A meeting as it was planned. */
export function draftOf(meeting: Meeting): Draft {
  const { centre, hosts, titles, descriptions, languages, capacity, mode, admission, questions } = meeting;
  const [start, end] = [new Date(meeting.start), new Date(meeting.end)];
  return {
    ...{ centre, titles, descriptions, capacity, mode, admission, questions },
    hosts: hosts.map(({ id }) => id),
    languages: languages as Language[],
    date: dayOf(start),
    from: clockOf(start),
    to: clockOf(end),
    weeks: 1,
    without: [],
  };
}

/** The days of a series, the first one included. */
export function daysOf({ date, weeks }: Pick<Draft, "date" | "weeks">): string[] {
  return Array.from({ length: weeks }, (_, week) => {
    const day = new Date(`${date}T12:00`);
    day.setDate(day.getDate() + 7 * week);
    return dayOf(day);
  });
}

/** What the server is asked for. An end before the beginning is on the next day. */
export function planOf(draft: Draft): Plan {
  const { date, from, to, weeks, without, ...rest } = draft;
  const start = new Date(`${date}T${from}`);
  const end = new Date(`${date}T${to}`);
  if (end <= start) end.setDate(end.getDate() + 1);
  const days = daysOf(draft);
  const spoken = <T>(by: Partial<Record<Language, T>>) =>
    Object.fromEntries(Object.entries(by).filter(([each]) => draft.languages.includes(each as Language)));
  return {
    ...rest,
    titles: spoken(draft.titles),
    descriptions: spoken(draft.descriptions),
    start: start.toISOString(),
    end: end.toISOString(),
    ...(weeks > 1 && { weekly: { times: weeks, without: without.filter((day) => days.includes(day)) } }),
  };
}
