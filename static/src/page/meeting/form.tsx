import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { freePlaces } from "../../state/gathering.ts";
import { Button } from "../../view/button.tsx";
import { faultSentence } from "../../view/fault.ts";
import { Field } from "../../view/field.tsx";
import { inLanguage } from "../../view/meeting/words.ts";
import { useTexts } from "../../view/texts.tsx";
import type { Meeting, MeetingQuestion } from "../../wire/protocol.gen.ts";
import type { Visit } from "./visit.ts";

const mostAnswer = 500;

/** Registers for a meeting: a name, one contact, and what the host asks. */
export function Form({ visit, meeting }: { visit: Visit; meeting: Meeting }) {
  const texts = useTexts();
  const { t } = texts;
  const name = useSignal("");
  const contact = useSignal("");
  const answers = useSignal(meeting.questions.map(() => ""));
  const fault = visit.fault.value;
  const isFull = freePlaces(meeting) === 0;
  const send = (event: Event) => {
    event.preventDefault();
    const filled = { name: name.peek().trim(), contact: contact.peek().trim(), answers: answers.peek() };
    void visit.register(filled, texts.language);
  };
  return (
    <form class="meeting-form" onSubmit={send}>
      <h2>{t(isFull ? "meeting.register.waiting" : "meeting.register.heading")}</h2>
      {isFull && <p>{t("meeting.register.waiting.text")}</p>}
      <Field
        label={t("meeting.name.label")}
        hint={t("meeting.name.hint")}
        autocomplete="name"
        missing={t("meeting.name.missing")}
        maxLength={60}
        value={name.value}
        onValue={(value) => (name.value = value)}
      />
      <Field
        label={t("meeting.contact.label")}
        hint={t("meeting.contact.hint")}
        autocomplete="email"
        inputMode="email"
        missing={t("meeting.contact.missing")}
        maxLength={254}
        value={contact.value}
        onValue={(value) => (contact.value = value)}
        fault={fault ? faultSentence(texts, fault) : undefined}
      />
      {meeting.questions.map((question, at) => (
        <Answer
          key={at}
          question={question}
          languages={meeting.languages}
          value={answers.value[at] ?? ""}
          onValue={(value) => {
            answers.value = answers.value.map((said, each) => (each === at ? value : said));
          }}
        />
      ))}
      <p class="consent">{t("meeting.consent")}</p>
      <div class="actions">
        <Button type="submit" kind="main" icon="check" busy={visit.busy.value}>
          {t(isFull ? "meeting.register.waiting.send" : "meeting.register.send")}
        </Button>
      </div>
    </form>
  );
}

interface AnswerProps {
  question: MeetingQuestion;
  languages: readonly string[];
  value: string;
  onValue: (value: string) => void;
}

function Answer({ question, languages, value, onValue }: AnswerProps) {
  const { t, language } = useTexts();
  const id = useId();
  const asked = inLanguage(question.texts, language, languages);
  return (
    <div class="field">
      <label for={id}>
        <span lang={asked.language}>{asked.text}</span>
        {!question.required && <span class="hint"> {t("meeting.optional")}</span>}
      </label>
      <textarea
        id={id}
        rows={2}
        dir="auto"
        required={question.required}
        maxLength={mostAnswer}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}
