import type { Texts } from "../../i18n/texts.ts";
import type { Availability } from "../../wire/protocol.gen.ts";
import type { Language } from "../../wire/resources.ts";

/** What somebody has prepared before a conversation begins. All but the text may be left out. */
export interface Question {
  text: string;
  topic?: string | undefined;
  language: Language;
  name: string;
  postcode: string;
  contact: string;
  /** How an answer shall come. */
  way: "mail" | "phone";
}

/**
 * Whether a question asked now can be answered live: by someone who is there, for this topic, in
 * this language. While that is not known, nobody is promised.
 */
export function answeredLive(
  there: Availability | undefined,
  { topic, language }: { topic?: string | undefined; language: string },
): boolean {
  if (!there?.known || there.counsellors === 0) return false;
  const served = there.served.find((each) => each.language === language);
  return served !== undefined && (topic === undefined || served.topics.includes(topic));
}

/** Who is there now, and what that means for this question, in one or two sentences. */
export function availabilitySentence(
  texts: Texts,
  there: Availability | undefined,
  question: Pick<Question, "topic" | "language">,
  now: Date,
): string {
  const { t } = texts;
  if (!there) return t("visitor.there.asking");
  if (answeredLive(there, question)) return texts.count("visitor.there.now", there.counsellors);
  return `${whyNot(texts, there, question, now)} ${answeredBy(texts, there)}`;
}

function whyNot(
  texts: Texts,
  there: Availability,
  question: Pick<Question, "topic" | "language">,
  now: Date,
): string {
  const { t } = texts;
  if (!there.known) return t("visitor.there.unknown");
  if (there.counsellors === 0) {
    if (there.open) return t("visitor.there.nobody");
    if (!there.opensAt) return t("visitor.there.closed");
    const opens = t("visitor.there.opens", { when: texts.soon(new Date(there.opensAt), now) });
    return there.reason ? `${t("visitor.closed.reason", { reason: there.reason })}. ${opens}` : opens;
  }
  if (!there.served.some((each) => each.language === question.language)) {
    return t("visitor.there.not_language", { language: t(`language.${question.language}`) });
  }
  return t("visitor.there.not_topic", { topic: texts.topic(question.topic ?? "") });
}

/** By when a message left now is answered. */
function answeredBy(texts: Texts, there: Availability | undefined): string {
  return there?.answerBy
    ? texts.t("visitor.answer.by", { due: texts.due(new Date(there.answerBy)) })
    : texts.t("visitor.answer.days");
}

/** The honest range of a wait, in minutes; undefined when there is none to tell. */
export function waitSentence(
  texts: Texts,
  place: { fromSeconds?: number; toSeconds?: number },
): string | undefined {
  const { fromSeconds = 0, toSeconds = 0 } = place;
  if (toSeconds === 0) return undefined;
  const from = Math.max(1, Math.floor(fromSeconds / 60));
  const to = Math.max(1, Math.ceil(toSeconds / 60));
  return from === to ? texts.count("visitor.wait.about", to) : texts.t("visitor.wait.between", { from, to });
}
