import type french from "./fr.json";

/** The languages that Miti speaks, in the order in which they are offered. */
export const languages = ["fr", "nl", "de", "en"] as const;
export type Language = (typeof languages)[number];

/** A key of the catalogue. */
export type Key = keyof typeof french;

/** The stem of a text that has a form for one and a form for more. */
export type Counted = Key extends infer K ? (K extends `${infer Stem}.one` ? Stem : never) : never;

export type Values = Record<string, string | number>;
export type Catalogue = Partial<Record<Key, string>>;

/** Clock says when something is, by one clock. */
export interface Clock {
  /** "10:30" */
  time(at: Date): string;
  /** "Thursday 3 December" */
  day(at: Date): string;
  /** "Thursday 3 December, 10:30" */
  moment(at: Date): string;
}

/** Texts says things in one language, and times by the clock of this device. */
export interface Texts extends Clock {
  readonly language: Language;
  /** The text of the key with its `{names}` filled in. */
  t(key: Key, values?: Values): string;
  /** The form of the text that fits the number, which is also its `{count}`. */
  count(stem: Counted, count: number, values?: Values): string;
  /** What a topic is called. One that the catalogue does not know keeps its own name. */
  topic(id: string): string;
  /** "Thursday 3 December, before noon": by when something is promised. */
  due(at: Date): string;
  /** "today at 10:30", "tomorrow at 10:30", "Thursday at 10:30", or the moment when it is far. */
  soon(at: Date, now: Date): string;
  /** The same by the clock of another time zone. */
  at(zone: string): Clock;
  /** "120 kB", "1.2 MB" */
  size(bytes: number): string;
  /** "45 seconds", "12 minutes" */
  duration(seconds: number): string;
}

const locales: Record<Language, string> = { fr: "fr-BE", nl: "nl-BE", de: "de-BE", en: "en-GB" };

export function isLanguage(text: string | null | undefined): text is Language {
  return languages.some((language) => language === text);
}

/** Makes Texts of a language from its catalogue. */
export function speak(language: Language, catalogue: Catalogue): Texts {
  const locale = locales[language];
  const plural = new Intl.PluralRules(locale);
  const here = clockOf(locale);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "long" });
  const kilo = new Intl.NumberFormat(locale, { style: "unit", unit: "kilobyte" });
  const mega = new Intl.NumberFormat(locale, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

  const t = (key: Key, values: Values = {}) => fill(catalogue[key] ?? key, values);
  const count = (stem: Counted, n: number, values: Values = {}) => {
    const form: Key = plural.select(n) === "one" ? `${stem}.one` : `${stem}.other`;
    return t(form, { ...values, count: n });
  };
  return {
    language,
    t,
    count,
    topic: (id) => (catalogue as Record<string, string | undefined>)[`topic.${id}`] ?? id,
    ...here,
    at: (zone) => clockOf(locale, zone),
    due: (at) => {
      const [hour, minute] = [at.getHours(), at.getMinutes()];
      // A day that ends at midnight is promised as a day.
      if (hour === 0 && minute === 0) return here.day(new Date(at.getTime() - 1));
      if (hour === 12 && minute === 0) return t("time.before_noon", { day: here.day(at) });
      return t("time.before", { day: here.day(at), time: here.time(at) });
    },
    soon: (at, now) => {
      const days = daysBetween(now, at);
      if (days < 0 || days > 6) return here.moment(at);
      const day = days < 2 ? relative.format(days, "day") : weekday.format(at);
      return t("time.at", { day, time: here.time(at) });
    },
    size: (bytes) =>
      bytes < 1_000_000 ? kilo.format(Math.ceil(bytes / 1000)) : mega.format(bytes / 1_000_000),
    duration: (seconds) => {
      if (seconds < 59.5) return count("time.seconds", Math.round(seconds));
      const minutes = Math.round(seconds / 60);
      if (minutes < 60) return count("time.minutes", minutes);
      const rest = minutes % 60;
      const hours = count("time.hours", Math.floor(minutes / 60));
      return rest === 0 ? hours : `${hours} ${count("time.minutes", rest)}`;
    },
  };
}

/** The clock of a time zone, of this device without one. */
function clockOf(locale: string, timeZone?: string): Clock {
  const zone = timeZone ? { timeZone } : {};
  const clock = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    ...zone,
  });
  const day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", ...zone });
  const dated = (at: Date) => firstOf(locale, day.format(at));
  return {
    time: (at) => clock.format(at),
    day: dated,
    moment: (at) => `${dated(at)}, ${clock.format(at)}`,
  };
}

/** French calls the first of a month "1er", and browsers write "1". */
export const firstOf = (locale: string, date: string): string =>
  locale.startsWith("fr") ? date.replace(/(^| )1 /, "$11er ") : date;

/** Fills `{name}` from the values; a name that has none stays as it is. */
function fill(text: string, values: Values): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** How many midnights, by the wall clock here, lie between the two. */
function daysBetween(from: Date, to: Date): number {
  const midnight = (at: Date) => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
  return Math.round((midnight(to) - midnight(from)) / 86_400_000);
}
