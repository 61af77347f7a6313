import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Button } from "../../view/button.tsx";
import { faultSentence } from "../../view/fault.ts";
import { Choice, Field } from "../../view/field.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Conversation, NextStep, Outcome } from "../../wire/protocol.gen.ts";
import * as acts from "./acts.ts";
import type { Desk } from "./desk.ts";

const outcomes: readonly Outcome[] = ["answered", "oriented", "continues", "abandoned"];
const steps: readonly NextStep[] = ["none", "follow_up", "appointment", "documents"];

interface Props {
  desk: Desk;
  conversation: Conversation;
  /** What is chosen at first. */
  next?: NextStep;
  onDone: () => void;
  /** Later, or never: nothing is lost. */
  onLater: () => void;
  laterWords?: string;
}

/** What became of a contact, in a few clicks: topic, outcome, next step. */
export function WrapUp({ desk, conversation, next = "none", onDone, onLater, laterWords }: Props) {
  const texts = useTexts();
  const { t, topic } = texts;
  const about = useSignal(conversation.wrapUp?.topic ?? conversation.topic ?? "");
  const outcome = useSignal<Outcome>(
    conversation.wrapUp?.outcome ?? (next === "none" ? "answered" : "continues"),
  );
  const step = useSignal<NextStep>(conversation.wrapUp?.next ?? next);
  const contact = useSignal("");
  const busy = useSignal(false);
  const fault = useSignal<unknown>(undefined);
  const needsContact = step.value === "follow_up" && !conversation.contact;
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.peek()) return;
    busy.value = true;
    fault.value = await acts.wrapUp(desk, conversation.id, {
      outcome: outcome.peek(),
      next: step.peek(),
      ...(about.peek() && { topic: about.peek() }),
      ...(needsContact && contact.peek().trim() && { contact: contact.peek().trim() }),
    });
    busy.value = false;
    if (fault.peek() === undefined) onDone();
  };
  const sentence = fault.value === undefined ? undefined : faultSentence(texts, fault.value);
  return (
    <form class="wrap-up" onSubmit={(event) => void send(event)}>
      <Choice label={t("counsellor.wrap.topic")} value={about.value} onValue={(each) => (about.value = each)}>
        <option value="">{t("counsellor.choose")}</option>
        {desk.network.value?.topics.map((each) => (
          <option key={each} value={each}>
            {topic(each)}
          </option>
        ))}
      </Choice>
      <Radios
        label={t("counsellor.wrap.outcome")}
        all={outcomes}
        words={(each) => t(`counsellor.outcome.${each}`)}
        chosen={outcome.value}
        onChoose={(each) => (outcome.value = each)}
      />
      <Radios
        label={t("counsellor.wrap.next")}
        all={steps}
        words={(each) => t(`counsellor.next.${each}`)}
        chosen={step.value}
        onChoose={(each) => (step.value = each)}
      />
      {needsContact && (
        <Field
          label={t("counsellor.wrap.contact")}
          hint={t("counsellor.wrap.contact.hint")}
          value={contact.value}
          onValue={(value) => (contact.value = value)}
          missing={t("counsellor.wrap.contact.missing")}
          maxLength={254}
          fault={sentence}
        />
      )}
      {sentence && !needsContact && <p role="alert">{sentence}</p>}
      <div class="actions">
        <Button type="submit" kind="main" icon="check" busy={busy.value}>
          {t("counsellor.wrap.save")}
        </Button>
        <Button kind="quiet" onClick={onLater}>
          {laterWords ?? t("counsellor.wrap.later")}
        </Button>
      </div>
    </form>
  );
}

interface RadiosProps<T extends string> {
  label: string;
  all: readonly T[];
  words: (each: T) => string;
  chosen: T;
  onChoose: (each: T) => void;
}

function Radios<T extends string>({ label, all, words, chosen, onChoose }: RadiosProps<T>) {
  const group = useId();
  return (
    <fieldset class="radios">
      <legend>{label}</legend>
      {all.map((each) => (
        <label key={each}>
          <input type="radio" name={group} checked={chosen === each} onChange={() => onChoose(each)} />
          <span>{words(each)}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface SheetProps {
  desk: Desk;
  conversation: Conversation;
  next?: NextStep;
  onDone: () => void;
  onClose: () => void;
}

/** The same, over the page: for what was closed before. */
export function WrapUpSheet({ onDone, onClose, ...rest }: SheetProps) {
  const { t } = useTexts();
  return (
    <Sheet title={t("counsellor.wrap")} onClose={onClose}>
      <WrapUp {...rest} onDone={onDone} onLater={onClose} />
    </Sheet>
  );
}
