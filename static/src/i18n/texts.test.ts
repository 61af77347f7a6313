import { describe, expect, test } from "vitest";
import de from "./de.json";
import en from "./en.json";
import fr from "./fr.json";
import { firstLanguage } from "./load.ts";
import nl from "./nl.json";
import { speak } from "./texts.ts";

const french = speak("fr", fr);

describe("what is said", () => {
  test("one and none are singular in French, not in English", () => {
    expect(french.count("time.minutes", 0)).toBe("0 minute");
    expect(speak("en", en).count("time.minutes", 0)).toBe("0 minutes");
    expect(french.count("time.minutes", 2)).toBe("2 minutes");
  });
  test("a name that looks like a placeholder stays a name", () => {
    expect(french.t("ring.own", { name: "{mode}" })).toBe("Nous appelons {mode}…");
  });
  test("a topic without a name keeps its own", () => {
    expect(french.topic("business")).toBe("Créer son activité");
    expect(french.topic("health")).toBe("health");
  });
  test.each([
    [45, "45 secondes"],
    [59.7, "1 minute"],
    [754, "13 minutes"],
    [3570, "1 heure"],
    [7500, "2 heures 5 minutes"],
  ])("%d seconds last %s", (seconds, said) => {
    expect(french.duration(seconds)).toBe(said);
  });
  test("hours in every language", () => {
    expect(speak("nl", nl).duration(7500)).toBe("2 uur 5 minuten");
    expect(speak("de", de).duration(3600)).toBe("1 Stunde");
    expect(speak("en", en).duration(7500)).toBe("2 hours 5 minutes");
  });
});

describe("by when something is promised", () => {
  test.each([
    [new Date(2026, 11, 3, 12, 0), "jeudi 3 décembre avant midi"],
    [new Date(2026, 11, 3, 17, 0), "jeudi 3 décembre avant 17:00"],
    [new Date(2026, 11, 4, 0, 0), "jeudi 3 décembre"],
    [new Date(2026, 11, 1, 17, 0), "mardi 1er décembre avant 17:00"],
    [new Date(2026, 11, 11, 12, 0), "vendredi 11 décembre avant midi"],
  ])("%s", (at, said) => {
    expect(french.due(at)).toBe(said);
  });
});

describe("when something is", () => {
  const now = new Date(2026, 10, 25, 22, 0);
  test.each([
    ["today", new Date(2026, 10, 25, 23, 5), "aujourd’hui à 23:05"],
    ["tomorrow, two hours later", new Date(2026, 10, 26, 0, 0), "demain à 00:00"],
    ["within the week", new Date(2026, 10, 30, 9, 0), "lundi à 09:00"],
    ["later", new Date(2026, 11, 3, 10, 30), "jeudi 3 décembre, 10:30"],
  ])("%s", (_, at, said) => {
    expect(french.soon(at, now)).toBe(said);
  });
  test("in German", () => {
    expect(speak("de", de).soon(new Date(2026, 10, 26, 9, 0), now)).toBe("morgen um 09:00");
  });
});

describe("the language to begin with", () => {
  const saved = (language: string | null) => ({ getItem: () => language });
  test.each([
    ["what the address asks for comes first", "?lang=de", "nl", ["en"], "de"],
    ["then what was chosen before", "", "nl", ["en"], "nl"],
    ["then the browser's", "", null, ["pt-BR", "nl-BE"], "nl"],
    ["else French", "", null, ["pt-BR"], "fr"],
    ["a language that is not spoken here is no choice", "?lang=pt", null, ["de"], "de"],
  ])("%s", (_, search, stored, spoken, language) => {
    expect(firstLanguage(new URL(`http://miti.test/${search}`), saved(stored), spoken)).toBe(language);
  });
});
