import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

// A page that loads first on a cheap phone must not carry the other pages' texts.
// A key belongs to the pages of the first prefix that it begins with; "mail." and "operator." to Go.
// What a call shows comes with its code, as the page "call"; the rooms of meetings have it anyway.
const staff = ["counsellor", "coordinator", "hosting"];
const everyone = ["visitor", "booking", "meeting", "call", "trial", ...staff];
/** Where somebody is told the ways on whose address leads nowhere. */
const astray = ["visitor", "nowhere"];
const owners: readonly [string, readonly string[]][] = [
  ["presence.", staff],
  ["fault.bad_hours", staff],
  ["fault.bad_sign_in", staff],
  ["fault.full", [...staff, "meeting"]],
  ["fault.not_there", staff],
  ["fault.outside_shift", staff],
  ["visitor.contact.", ["visitor", "booking"]],
  ["booking.", ["booking"]],
  ["visitor.book", astray],
  ["visitor.meetings", astray],
  ["visitor.name", astray],
  ["visitor.ways.label", astray],
  ["visitor.", ["visitor"]],
  ["nowhere.", ["nowhere"]],
  ["counsellor.sign_", ["counsellor", "coordinator", "hosting"]],
  ["counsellor.name", ["counsellor", "coordinator", "hosting"]],
  ["counsellor.", ["counsellor"]],
  ["agenda.", ["counsellor"]],
  ["coordinator.hours.", ["counsellor", "coordinator"]],
  ["coordinator.closed", ["counsellor", "coordinator"]],
  ["coordinator.", ["coordinator"]],
  ["meeting.", ["meeting", "hosting"]],
  ["hosting.", ["hosting"]],
  ["replies.", ["counsellor", "coordinator"]],
  ["flaw.", ["counsellor", "coordinator"]],
  ["holiday.", ["coordinator"]],
  ["trial.", ["trial"]],
  ["call.label", everyone],
  ["call.loading", everyone],
  ["call.", ["call", "meeting", "hosting"]],
  ["device.connection", everyone],
  ["device.", ["call", "meeting", "hosting", "booking"]],
  ["mail.", []],
  ["operator.", []],
];

/** Whether the page shows the key: its own keys, and those that belong to nobody. */
export function belongs(key: string, page: string): boolean {
  const owned = owners.find(([prefix]) => key.startsWith(prefix));
  return !owned || owned[1].includes(page);
}

function read(language: string): Record<string, string> {
  return JSON.parse(readFileSync(new URL(`./${language}.json`, import.meta.url), "utf8"));
}

/** Gives `./fr.json?page=visitor` the texts of that page. */
export function pageTexts(): Plugin {
  return {
    name: "miti-page-texts",
    enforce: "pre",
    load(id) {
      const found = /\/i18n\/(\w\w)\.json\?page=(\w+)$/.exec(id);
      if (!found?.[1] || !found[2]) return undefined;
      const page = found[2];
      const texts = Object.entries(read(found[1])).filter(([key]) => belongs(key, page));
      return { code: `export default ${JSON.stringify(Object.fromEntries(texts))}`, moduleType: "js" };
    },
  };
}

/** Puts French texts into the first paint of a page, where it says `%key%`. */
export function shellTexts(): Plugin {
  return {
    name: "miti-shell-texts",
    transformIndexHtml: {
      order: "pre",
      handler: (html) => {
        const texts = read("fr");
        return html.replaceAll(/%([a-z]+(?:\.[a-zA-Z_]+)+)%/g, (_, key: string) => {
          const text = texts[key];
          if (text === undefined) throw new Error(`no text for ${key}`);
          return text;
        });
      },
    },
  };
}
