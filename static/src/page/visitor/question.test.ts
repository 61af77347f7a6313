import { describe, expect, test } from "vitest";
import fr from "../../i18n/fr.json";
import { speak } from "../../i18n/texts.ts";
import type { Availability } from "../../wire/protocol.gen.ts";
import { answeredLive, availabilitySentence, waitSentence } from "./question.ts";

const texts = speak("fr", fr);
const now = new Date(2026, 10, 25, 18, 0);
const open: Availability = {
  open: true,
  known: true,
  counsellors: 3,
  served: [
    { language: "fr", topics: ["training", "studies"] },
    { language: "nl", topics: ["health"] },
  ],
  waiting: 0,
};
const french = { topic: undefined, language: "fr" } as const;

describe("whether a question is answered live", () => {
  test.each([
    ["somebody is there", open, french, true],
    ["for this topic", open, { ...french, topic: "training" }, true],
    ["not for that one", open, { ...french, topic: "business" }, false],
    ["not in this language", open, { ...french, language: "de" }, false],
    ["not for this topic in that language", open, { topic: "training", language: "nl" }, false],
    ["nobody is free", { ...open, counsellors: 0 }, french, false],
    ["who is there is not known", { ...open, known: false }, french, false],
    ["nothing is known yet", undefined, french, false],
  ] as const)("%s", (_, there, question, live) => {
    expect(answeredLive(there as Availability | undefined, question)).toBe(live);
  });
});

describe("who is there, in words", () => {
  const opensAt = new Date(2026, 10, 26, 9, 0).toISOString();
  const answerBy = new Date(2026, 10, 27, 12, 0).toISOString();
  const closed = { ...open, open: false, counsellors: 0, opensAt, answerBy };
  test.each([
    ["three", open, french, "3 personnes sont là pour vous répondre maintenant."],
    ["one", { ...open, counsellors: 1 }, french, "Une personne est là pour vous répondre maintenant."],
    [
      "closed, with the promise",
      closed,
      french,
      "Nous ouvrons demain à 09:00. Écrivez-nous : vous aurez une réponse vendredi 27 novembre avant midi.",
    ],
    [
      "closed early, with why",
      { ...closed, reason: "Panne de courant" },
      french,
      "Fermé plus tôt aujourd’hui : Panne de courant. Nous ouvrons demain à 09:00. Écrivez-nous : vous aurez une réponse vendredi 27 novembre avant midi.",
    ],
    [
      "nobody free, without a date",
      { ...open, counsellors: 0 },
      french,
      "Personne n’est libre en ce moment. Écrivez-nous : vous aurez une réponse dans les deux jours ouvrables.",
    ],
    [
      "nobody for the topic",
      open,
      { ...french, topic: "business" },
      "Personne n’est libre en ce moment pour le thème « Créer son activité ». Écrivez-nous : vous aurez une réponse dans les deux jours ouvrables.",
    ],
    ["not asked yet", undefined, french, "Un instant, nous regardons qui est là."],
  ] as const)("%s", (_, there, question, said) => {
    const sentence = availabilitySentence(texts, there as Availability | undefined, question, now);
    expect(sentence.replaceAll(/[\u00a0\u202f]/g, " ")).toBe(said);
  });
});

describe("how long it takes, in words", () => {
  test.each([
    [300, 600, "Environ 5 à 10 minutes d’attente."],
    [20, 50, "Environ une minute d’attente."],
    [240, 240, "Environ 4 minutes d’attente."],
    [0, 0, undefined],
  ])("%d to %d seconds", (fromSeconds, toSeconds, said) => {
    expect(waitSentence(texts, { fromSeconds, toSeconds })).toBe(said);
  });
});
