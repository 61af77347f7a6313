import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { belongs } from "./build.ts";
import de from "./de.json";
import en from "./en.json";
import fr from "./fr.json";
import nl from "./nl.json";

const root = new URL("../../..", import.meta.url).pathname;
const catalogues: Record<string, Record<string, string>> = { fr, nl, de, en };
const keys = Object.keys(fr);
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((found) => found[0]).sort();

describe.each(Object.entries(catalogues))("the catalogue %s", (_, texts) => {
  test("has every key, and no other", () => {
    expect(Object.keys(texts).sort()).toEqual([...keys].sort());
  });
  test("says something for each key, with the placeholders of the French one", () => {
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).not.toBe("");
      expect(placeholders(text), key).toEqual(placeholders(fr[key as keyof typeof fr]));
    }
  });
  test("blames nobody", () => {
    for (const [key, text] of Object.entries(texts)) {
      expect(text, key).not.toMatch(/\b(error|invalid|oops|erreur|invalide|fout|ongeldig|fehler|ungültig)/i);
    }
  });
  test("has a form for more where it has one for one", () => {
    for (const key of Object.keys(texts).filter((each) => each.endsWith(".one"))) {
      expect(texts).toHaveProperty([key.replace(/\.one$/, ".other")]);
    }
  });
});

test("French has its apostrophes, and its signs stay with the word before", () => {
  for (const [key, text] of Object.entries(fr))
    expect(text, key).not.toMatch(/'|[ \w][?!;](?:\s|$)|\w:\s| :/);
});

const sources = [...files("src", /\.tsx?$/), ...files(".", /^[^/]+\.html$/)].filter(
  (name) => !name.includes(".test.") && !name.includes(".gen."),
);
const code = sources.map((name) => readFileSync(join(root, "static", name), "utf8")).join("\n");

/** The beginnings of keys that the code puts together, such as `fault.` of `fault.${code}`. */
const families = [...code.matchAll(/[`]([a-z][\w.]*\.)\$\{/g)].map((found) => found[1] ?? "");

test("no text is without use", () => {
  // One way through the code, and not three for each key: a busy machine has five seconds for it.
  const quoted = new Set([...code.matchAll(/(["`%])([\w.]+)(?=\1)/g)].map((found) => found[2]));
  const written = (key: string) => quoted.has(key);
  const counted = (key: string) => /\.(one|other)$/.test(key) && code.includes(key.replace(/\.\w+$/, ""));
  const unused = keys.filter(
    (key) =>
      !written(key) &&
      !counted(key) &&
      !families.some((family) => key.startsWith(family)) &&
      !/^(mail|operator)\./.test(key),
  );
  expect(unused).toEqual([]);
});

// The lists that Go keeps. Each of their entries is a sentence here.
const protocol = readFileSync(join(root, "static/src/wire/protocol.gen.ts"), "utf8");
function union(name: string): string[] {
  const body = new RegExp(`export type ${name} =([^;]+);`).exec(protocol)?.[1] ?? "";
  return [...body.matchAll(/"(\w+)"/g)].map((found) => found[1] ?? "");
}

describe.each([
  ["fault", "FaultCode"],
  ["flaw", "FlawKind"],
  ["line", "LineKind"],
  ["interview", "InterviewReason"],
  ["presence", "Presence"],
  ["mode", "InterviewMode"],
])("the texts %s.*", (family, name) => {
  test(`have a sentence for each ${name}`, () => {
    const listed = union(name);
    expect(listed.length).toBeGreaterThan(1);
    for (const each of listed) expect(keys).toContain(`${family}.${each}`);
  });
});

test.each(["orientation", "training", "studies", "business", "other"])("the topic %s has a name", (topic) => {
  expect(keys).toContain(`topic.${topic}`);
});

test("a page carries its own texts and those of all, not another's", () => {
  expect(belongs("visitor.heading", "visitor")).toBe(true);
  expect(belongs("action.send", "visitor")).toBe(true);
  expect(belongs("counsellor.title", "visitor")).toBe(false);
  expect(belongs("counsellor.sign_in.send", "coordinator")).toBe(true);
  expect(belongs("flaw.no_such_date", "visitor")).toBe(false);
  expect(belongs("mail.subject", "counsellor")).toBe(false);
  expect(belongs("call.mute", "visitor")).toBe(false);
  expect(belongs("call.mute", "call")).toBe(true);
  expect(belongs("call.loading", "visitor")).toBe(true);
  expect(belongs("operator.heading", "coordinator")).toBe(false);
});

function files(under: string, wanted: RegExp): string[] {
  const all = readdirSync(join(root, "static", under), { recursive: under !== ".", encoding: "utf8" });
  return all.filter((name) => wanted.test(name)).map((name) => join(under, name));
}
