import { Field } from "../../view/field.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Question } from "./question.ts";

interface Props {
  question: Pick<Question, "contact" | "way">;
  onQuestion: (change: Partial<Question>) => void;
  fault: string | undefined;
  /** What it is for, when it is not the answer alone. */
  hint?: string;
}

const ways = ["mail", "phone"] as const;

/** Where an answer goes: the way is chosen, then one field is filled in. */
export function Contact({ question, onQuestion, fault, hint }: Props) {
  const { t } = useTexts();
  const { way } = question;
  return (
    <div class="contact">
      <fieldset class="contact-ways">
        <legend>{t("visitor.contact.label")}</legend>
        {ways.map((each) => (
          <label key={each} class={way === each ? "chosen" : ""}>
            <input
              type="radio"
              name="way"
              value={each}
              checked={way === each}
              onChange={() => onQuestion({ way: each, contact: "" })}
            />
            <span>{t(`visitor.contact.way.${each}`)}</span>
          </label>
        ))}
      </fieldset>
      <Field
        key={way}
        label={t(`visitor.contact.${way}`)}
        hint={hint ?? t("visitor.contact.hint")}
        fault={fault}
        value={question.contact}
        onValue={(contact) => onQuestion({ contact })}
        autocomplete={way === "mail" ? "email" : "tel"}
        inputMode={way === "mail" ? "email" : "tel"}
        missing={t("fault.contact_required")}
        maxLength={254}
      />
    </div>
  );
}
