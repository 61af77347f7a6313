import type { Texts } from "../../i18n/texts.ts";
import { freePlaces } from "../../state/gathering.ts";
import type { Meeting } from "../../wire/protocol.gen.ts";

/** A text of a meeting in the reader's language, or else in the first of its own. */
export function inLanguage(
  by: Record<string, string>,
  language: string,
  languages: readonly string[],
): { text: string; language: string } {
  const found = [language, ...languages, ...Object.keys(by)].find((each) => by[each]);
  return { text: (found && by[found]) || "", language: found ?? language };
}

/** When it is: "Thursday 3 December, 10:30 to 12:00". */
export function when(texts: Texts, { start, end }: Pick<Meeting, "start" | "end">): string {
  const [from, to] = [new Date(start), new Date(end)];
  return texts.t("meeting.when", { from: texts.moment(from), to: texts.time(to) });
}

/** What the clock of its centre says when it begins, where that is another one than here. */
export function clockThere({ t, language }: Texts, { start, zone }: Meeting): string | undefined {
  const at = new Date(start);
  const clock = (timeZone?: string) =>
    new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", ...(timeZone && { timeZone }) });
  const there = clock(zone).format(at);
  return there === clock().format(at) ? undefined : t("meeting.when.there", { time: there });
}

/** How many places there are for who comes now. */
export function places({ t, count }: Texts, meeting: Meeting): string {
  const free = freePlaces(meeting);
  if (free > 0) return count("meeting.places", free);
  return meeting.waiting > 0 ? count("meeting.waiting", meeting.waiting) : t("meeting.full");
}

/** The languages that it is held in, in words. */
export function spoken({ t, language }: Texts, { languages }: Meeting): string {
  const named = languages.map((each) => t(`language.${each as "fr" | "nl" | "de" | "en"}`));
  return new Intl.ListFormat(language).format(named);
}
