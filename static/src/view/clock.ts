import type { Texts } from "../i18n/texts.ts";

/** The moment by the clock of this device, when that says something else. */
export function ownTime(texts: Texts, zone: string, at: Date): string | undefined {
  const there = texts.at(zone);
  if (there.moment(at) === texts.moment(at)) return undefined;
  return there.day(at) === texts.day(at) ? texts.time(at) : texts.moment(at);
}
