import type { Language, Me, Reply } from "../wire/resources.ts";

// Canned replies: how a shortcut is found in what is being written, and what it becomes.

/** A `/word` that is being written, and where. */
export interface Token {
  from: number;
  to: number;
  query: string;
}

/** The shortcut that ends at the caret, if one does: a slash at the beginning or after a space. */
export function tokenAt(draft: string, caret: number): Token | undefined {
  const found = /(?:^|\s)\/([\p{L}\d-]*)$/u.exec(draft.slice(0, caret));
  if (!found) return undefined;
  const query = found[1] ?? "";
  return { from: caret - query.length - 1, to: caret, query };
}

/** The replies that fit, those whose shortcut begins so first. */
export function matching(replies: readonly Reply[], query: string): Reply[] {
  const wanted = plain(query);
  const begins = (each: Reply) => each.shortcut.startsWith(wanted);
  const says = (each: Reply) => Object.values(each.texts).some((text) => plain(text).includes(wanted));
  return [...replies.filter(begins), ...replies.filter((each) => !begins(each) && says(each))];
}

/** Without accents and capitals, as people type in a hurry. */
const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** A reply's text, in the language asked for, or in the first other one that it exists in. */
export function textIn(
  reply: Reply,
  wanted: Language,
  others: readonly Language[],
): { text: string; language: Language } | undefined {
  for (const language of [wanted, ...others]) {
    const text = reply.texts[language];
    if (text) return { text, language };
  }
  return undefined;
}

/** What can stand in a reply, to be filled in when it is used. */
export const variables = ["visitor", "counsellor", "centre", "next_opening", "answer_by"] as const;
export type Variable = (typeof variables)[number];

/** What the variables of a reply stand for; what is not known is left open. */
export type Known = Partial<Record<Variable, string>>;

/** What a text has in braces that is no variable: it would be left open. */
export function unknownIn(text: string): string[] {
  const found = [...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return found.filter((name) => !(variables as readonly string[]).includes(name));
}

/** The languages in which a reply says nothing. */
export function missingIn(reply: Reply, languages: readonly Language[]): Language[] {
  return languages.filter((each) => !reply.texts[each]?.trim());
}

/** Whether somebody may change a reply: their own, or as who runs the network or its centre. */
export function mayEdit(me: Me, { own, centre }: Pick<Reply, "own" | "centre">): boolean {
  return own === true || (me.coordinator && (me.centre === "" || me.centre === centre));
}

/** What stands where a variable is not known: the counsellor writes it. */
export const gap = "…";

/** A reply with its variables filled. A visitor without a name is not addressed by one. */
export function filled(text: string, known: Known): string {
  const named = known.visitor ? text : text.replaceAll(/,? \{visitor\}/g, "");
  return named.replaceAll(/\{(\w+)\}/g, (_, name: keyof Known) => known[name] ?? gap);
}

/** A draft with a reply in place of its shortcut, and what is selected in it: the first gap, or the end. */
export function inserted(
  draft: string,
  at: Token,
  text: string,
): { draft: string; from: number; to: number } {
  const open = text.indexOf(gap);
  const end = at.from + text.length;
  const rest = draft.slice(at.to);
  const from = open < 0 ? end : at.from + open;
  return { draft: draft.slice(0, at.from) + text + rest, from, to: open < 0 ? end : from + gap.length };
}
