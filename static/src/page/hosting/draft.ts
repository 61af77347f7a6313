import { addDays, clockIn, dateIn, instantIn } from "../../state/week.ts";
import type { Plan } from "../../wire/hosting.ts";
import type { Admission, Meeting, MeetingMode, MeetingQuestion } from "../../wire/protocol.gen.ts";
import type { Language, Me } from "../../wire/resources.ts";

/** A plan as it stands in the form: days and hours are those of its centre's clock. */
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

/** A new plan: in a week, for an hour. */
export function freshDraft(me: Me, centre: string, language: Language, today: string): Draft {
  return {
    centre,
    hosts: [me.id],
    titles: {},
    descriptions: {},
    languages: [language],
    date: addDays(today, 7),
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
  const { centre, hosts, titles, descriptions, languages, capacity, mode, admission, questions, zone } =
    meeting;
  const [start, end] = [new Date(meeting.start), new Date(meeting.end)];
  return {
    ...{ centre, titles, descriptions, capacity, mode, admission, questions },
    hosts: hosts.map(({ id }) => id),
    languages: languages as Language[],
    date: dateIn(zone, start),
    from: clockIn(zone, start),
    to: clockIn(zone, end),
    weeks: 1,
    without: [],
  };
}

/** The days of a series, the first one included; none while the first is not known. */
export function daysOf({ date, weeks }: Pick<Draft, "date" | "weeks">): string[] {
  return Array.from({ length: date ? weeks : 0 }, (_, week) => addDays(date, 7 * week));
}

/** What the server is asked for, by a zone's clock. An end before the beginning is on the next day. */
export function planOf(draft: Draft, zone: string): Plan {
  const { date, from, to, weeks, without, ...rest } = draft;
  const start = instantIn(zone, date, from);
  const end = instantIn(zone, to > from ? date : addDays(date, 1), to);
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
