import { useSignal } from "@preact/signals";
import { Button } from "../../view/button.tsx";
import { Choice, Field } from "../../view/field.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Language } from "../../wire/resources.ts";
import type { Office } from "./office.ts";

interface Props {
  office: Office;
  onClose: () => void;
}

/** A topic and a language as they are chosen; "" is any. */
export function useWish() {
  const topic = useSignal("");
  const language = useSignal("");
  const said = () => ({
    ...(topic.value && { topic: topic.value }),
    ...(language.value && { language: language.value as Language }),
  });
  return { topic, language, said };
}

/** A topic and a language, any of them included. */
export function Wanted({ office, wish }: { office: Office; wish: ReturnType<typeof useWish> }) {
  const texts = useTexts();
  const { t } = texts;
  const { topic, language } = wish;
  return (
    <>
      <Choice label={t("coordinator.topic")} value={topic.value} onValue={(chosen) => (topic.value = chosen)}>
        <option value="">{t("coordinator.any_topic")}</option>
        {office.network.value?.topics.map((each) => (
          <option key={each} value={each}>
            {texts.topic(each)}
          </option>
        ))}
      </Choice>
      <Choice
        label={t("coordinator.language")}
        value={language.value}
        onValue={(chosen) => (language.value = chosen)}
      >
        <option value="">{t("coordinator.any_language")}</option>
        {office.network.value?.languages.map((each) => (
          <option key={each} value={each}>
            {t(`language.${each}`)}
          </option>
        ))}
      </Choice>
    </>
  );
}

/** Asks those who are near to go live. */
export function CallForHelp({ office, onClose }: Props) {
  const { t, count } = useTexts();
  const wish = useWish();
  const send = async () => {
    const reached = await office.callForHelp(wish.said());
    if (reached === undefined) return;
    onClose();
    office.tell(reached === 0 ? t("coordinator.help.nobody") : count("coordinator.help.reached", reached));
  };
  return (
    <Sheet
      title={t("coordinator.help.open")}
      onClose={onClose}
      actions={
        <Button kind="main" onClick={() => void send()}>
          {t("coordinator.help.send")}
        </Button>
      }
    >
      <p>{t("coordinator.help.text")}</p>
      <Wanted office={office} wish={wish} />
    </Sheet>
  );
}

/** Closes centres for the rest of the day. */
export function CloseEarly({ office, onClose }: Props) {
  const { t, count } = useTexts();
  const closed = office.board.value?.closed.map(({ centre }) => centre) ?? [];
  const centres = office.centres.value?.centres.filter(({ id }) => !closed.includes(id)) ?? [];
  const chosen = useSignal<readonly string[]>(centres.map(({ id }) => id));
  const reason = useSignal("");
  const send = async () => {
    const kept = await office.closeEarly(chosen.value, reason.value);
    if (kept === undefined) return;
    onClose();
    office.tell(kept === 0 ? t("coordinator.early.done") : count("coordinator.early.kept", kept));
  };
  const turn = (id: string, isChosen: boolean) => {
    chosen.value = isChosen ? [...chosen.value, id] : chosen.value.filter((each) => each !== id);
  };
  return (
    <Sheet
      title={t("coordinator.early.heading")}
      onClose={onClose}
      actions={
        <Button kind="danger" disabled={chosen.value.length === 0} onClick={() => void send()}>
          {t("coordinator.early.send")}
        </Button>
      }
    >
      <p>{t("coordinator.early.text")}</p>
      <fieldset class="stack">
        <legend>{t("coordinator.centres")}</legend>
        {centres.map(({ id, name }) => (
          <label key={id} class="tick">
            <input
              type="checkbox"
              checked={chosen.value.includes(id)}
              onChange={(event) => turn(id, event.currentTarget.checked)}
            />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <Field
        label={t("coordinator.early.reason")}
        hint={t("coordinator.early.reason.hint")}
        maxLength={200}
        value={reason.value}
        onValue={(text) => (reason.value = text)}
      />
    </Sheet>
  );
}
