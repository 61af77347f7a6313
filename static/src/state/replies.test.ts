import { describe, expect, test } from "vitest";
import type { Me, Reply } from "../wire/resources.ts";
import { filled, inserted, matching, mayEdit, missingIn, textIn, tokenAt, unknownIn } from "./replies.ts";

const hello: Reply = {
  id: "h",
  shortcut: "hello",
  texts: { fr: "Bonjour {visitor}, ici {counsellor}.", nl: "Dag" },
};
const allowance: Reply = {
  id: "a",
  shortcut: "allowance",
  texts: { fr: "Vos allocations", de: "Ihre Leistungen" },
};
const bye: Reply = { id: "b", shortcut: "bye", texts: { fr: "À bientôt {visitor} !" } };

describe("a slash opens the list", () => {
  test.each([
    ["at the beginning", "/he", 3, "he"],
    ["alone", "/", 1, ""],
    ["after a space", "Merci /by", 9, "by"],
    ["on a new line", "Merci\n/by", 9, "by"],
    ["before what is written already", "/he et puis", 3, "he"],
  ])("%s", (_, draft, caret, query) => expect(tokenAt(draft, caret)?.query).toBe(query));
  test.each([
    ["in a word", "et/ou", 5],
    ["in an address", "https://a.be", 9],
    ["after its end", "/he est", 7],
  ])("but not %s", (_, draft, caret) => expect(tokenAt(draft, caret)).toBeUndefined());
});

test("a reply is found by its shortcut first, then by what it says, accents or not", () => {
  const found = (query: string) => matching([allowance, bye, hello], query).map(({ id }) => id);
  expect(found("")).toEqual(["a", "b", "h"]);
  expect(found("he")).toEqual(["h"]);
  expect(found("a")).toEqual(["a", "b", "h"]);
  expect(found("bientot")).toEqual(["b"]);
  expect(found("zz")).toEqual([]);
});

test("a reply that is missing in the visitor's language says in which it is", () => {
  expect(textIn(hello, "nl", ["fr"])?.language).toBe("nl");
  expect(textIn(allowance, "nl", ["fr", "de"])).toEqual({ text: "Vos allocations", language: "fr" });
  expect(textIn({ ...hello, texts: {} }, "nl", ["fr"])).toBeUndefined();
});

test("variables are filled, and what is not known is left for the counsellor", () => {
  expect(filled("Bonjour {visitor}, ici {counsellor}.", { visitor: "Léa", counsellor: "Anna" })).toBe(
    "Bonjour Léa, ici Anna.",
  );
  expect(filled("Bonjour {visitor}, ici {counsellor}.", { counsellor: "Anna" })).toBe("Bonjour, ici Anna.");
  expect(filled("Merci, {visitor}. Au plus tard {answer_by}.", {})).toBe("Merci. Au plus tard ….");
});

test("the text takes the place of the shortcut, and the first gap is selected", () => {
  const draft = "Oui. /by Voilà";
  const at = tokenAt(draft, 8);
  if (!at) throw new Error("there is a shortcut");
  expect(inserted(draft, at, "Merci")).toEqual({ draft: "Oui. Merci Voilà", from: 10, to: 10 });
  expect(inserted(draft, at, "Dès … ?")).toEqual({ draft: "Oui. Dès … ? Voilà", from: 9, to: 10 });
});

test("what is in braces and no variable is found before a visitor reads a gap", () => {
  expect(unknownIn("Bonjour {visitor}, à {place} ou {centre}")).toEqual(["place"]);
});

test("a language without a text is missing, and so is a blank one", () => {
  const half: Reply = { id: "x", shortcut: "x", texts: { fr: "Oui", nl: " " } };
  expect(missingIn(half, ["fr", "nl", "de"])).toEqual(["nl", "de"]);
});

test.each([
  ["a counsellor their own", { coordinator: false, centre: "namur" }, { own: true }, true],
  [
    "a counsellor nothing that is shared",
    { coordinator: false, centre: "namur" },
    { centre: "namur" },
    false,
  ],
  ["who runs a centre what is its", { coordinator: true, centre: "namur" }, { centre: "namur" }, true],
  ["who runs a centre not what is the network's", { coordinator: true, centre: "namur" }, {}, false],
  ["who runs the network everything", { coordinator: true, centre: "" }, { centre: "namur" }, true],
])("%s: changed or not", (_, me, reply, may) => {
  expect(mayEdit(me as Me, reply)).toBe(may);
});
