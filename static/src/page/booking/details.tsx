import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../view/button.tsx";
import { faultSentence } from "../../view/fault.ts";
import { Field } from "../../view/field.tsx";
import { Icon } from "../../view/icon.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Appointment } from "../../wire/booking.ts";
import { Contact } from "../visitor/contact.tsx";
import type { Booker } from "./booker.ts";
import { When } from "./when.tsx";

interface Props {
  booker: Booker;
  held: Appointment;
  /** Speaks to a screen reader. */
  say: (text: string) => void;
}

/** Who comes, where to reach them, and what about: while the time is held. */
export function Details({ booker, held, say }: Props) {
  const texts = useTexts();
  const { t } = texts;
  const typed = booker.typed.value;
  const fault = booker.typedFault.value;
  const isPhone = held.kind === "phone";
  return (
    <>
      <section class="card booked" aria-label={t("booking.held")}>
        <When appointment={held} />
        {held.heldUntil && <Countdown until={held.heldUntil} say={say} />}
        <Button kind="quiet" icon="back" onClick={() => void booker.giveBack()}>
          {t("booking.other")}
        </Button>
      </section>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void booker.book();
        }}
      >
        <Field
          label={t("booking.person")}
          value={typed.name}
          onValue={(name) => booker.type({ name })}
          autocomplete="name"
          missing={t("booking.person.missing")}
          maxLength={60}
        />
        {isPhone ? (
          <Field
            label={t("visitor.contact.phone")}
            hint={t("booking.phone.hint")}
            fault={fault ? faultSentence(texts, fault) : undefined}
            value={typed.contact}
            onValue={(contact) => booker.type({ contact })}
            autocomplete="tel"
            inputMode="tel"
            missing={t("booking.phone.missing")}
            maxLength={254}
          />
        ) : (
          <Contact
            question={typed}
            onQuestion={({ way = typed.way, contact = typed.contact }) => booker.type({ way, contact })}
            fault={fault ? faultSentence(texts, fault) : undefined}
            hint={t("booking.contact.hint")}
          />
        )}
        <label class="stack">
          <span>{t("booking.question")}</span>
          <span class="hint" id="question-hint">
            {t("booking.question.hint")}
          </span>
          <textarea
            rows={4}
            maxLength={2000}
            aria-describedby="question-hint"
            value={typed.question}
            onInput={(event) => booker.type({ question: event.currentTarget.value })}
          />
        </label>
        <p class="consent">{t("booking.consent")}</p>
        <Button type="submit" kind="main" icon="check" busy={booker.busy.value}>
          {t("booking.book")}
        </Button>
      </form>
    </>
  );
}

const minute = 60_000;
/** At which minutes left a screen reader hears of it. */
const spoken = [5, 2, 1];

/** How long the time is held still: in words, and spoken rarely. */
function Countdown({ until, say }: { until: string; say: (text: string) => void }) {
  const texts = useTexts();
  const [now, setNow] = useState(Date.now);
  const said = useRef(new Set<number>());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.ceil((Date.parse(until) - now) / minute);
  const words = left > 0 ? texts.count("booking.held.left", left) : texts.t("booking.held.over");
  useEffect(() => {
    if (said.current.has(left) || (left > 0 && !spoken.includes(left))) return;
    said.current.add(left);
    say(words);
  }, [left]);
  return (
    <p class={`held ${left <= 2 ? "soon" : ""}`}>
      <Icon of="clock" />
      <span>{words}</span>
    </p>
  );
}
