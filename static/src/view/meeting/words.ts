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

/** When it is, by the clock of its centre: "Thursday 3 December, 10:30 to 12:00". */
export function when(texts: Texts, { start, end, zone }: Pick<Meeting, "start" | "end" | "zone">): string {
  const there = texts.at(zone);
  return texts.t("meeting.when", { from: there.moment(new Date(start)), to: there.time(new Date(end)) });
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
