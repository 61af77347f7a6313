import { Button } from "../../view/button.tsx";
import { Field } from "../../view/field.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Part } from "./plan.tsx";

const most = 10;

/** What is asked of those who register, in each language of the meeting. */
export function Questions({ draft, onDraft }: Part) {
  const { t } = useTexts();
  const { questions } = draft;
  const change = (at: number, to: Partial<(typeof questions)[number]>) =>
    onDraft({ questions: questions.map((each, n) => (n === at ? { ...each, ...to } : each)) });
  return (
    <fieldset class="questions">
      <legend>{t("hosting.questions")}</legend>
      {questions.map((question, at) => (
        <div key={at} class="question">
          {draft.languages.map((each) => (
            <Field
              key={each}
              label={t("hosting.question", { number: at + 1, language: t(`language.${each}`) })}
              value={question.texts[each] ?? ""}
              maxLength={300}
              missing={t("hosting.question.missing")}
              onValue={(text) => change(at, { texts: { ...question.texts, [each]: text } })}
            />
          ))}
          <label class="tick">
            <input
              type="checkbox"
              checked={question.required}
              onChange={(event) => change(at, { required: event.currentTarget.checked })}
            />
            <span>{t("hosting.question.required")}</span>
          </label>
          <Button
            kind="quiet"
            icon="erase"
            onClick={() => onDraft({ questions: questions.filter((_, n) => n !== at) })}
          >
            {t("hosting.question.remove")}
          </Button>
        </div>
      ))}
      {questions.length < most && (
        <Button onClick={() => onDraft({ questions: [...questions, { texts: {}, required: false }] })}>
          {t("hosting.question.add")}
        </Button>
      )}
    </fieldset>
  );
}
