import { useSignal } from "@preact/signals";
import { Button } from "../../../view/button.tsx";
import { faultSentence } from "../../../view/fault.ts";
import { Field } from "../../../view/field.tsx";
import { Icon } from "../../../view/icon.tsx";
import { useTexts } from "../../../view/texts.tsx";
import { type Agenda, makeAgendaLink, revokeAgendaLink, setOutsideCalendar } from "../../../wire/agenda.ts";
import type { Diary } from "./diary.ts";

interface Props {
  diary: Diary;
  agenda: Agenda;
}

/** The agenda in one's own calendar, and one's own calendar in the agenda. */
export function Elsewhere({ diary, agenda }: Props) {
  return (
    <div class="stack">
      <Feed diary={diary} />
      <Outside diary={diary} agenda={agenda} />
    </div>
  );
}

/** A private link to the agenda, to be read by a calendar elsewhere. */
function Feed({ diary }: Pick<Props, "diary">) {
  const { t } = useTexts();
  const address = useSignal("");
  const copied = useSignal(false);
  const make = async () => {
    const made = await diary.do(makeAgendaLink);
    if (made) address.value = `${location.origin}/api/agenda/${made.token}`;
    copied.value = false;
  };
  const revoke = async () => {
    await diary.do(revokeAgendaLink);
    address.value = "";
  };
  return (
    <section class="card">
      <h3>{t("agenda.feed")}</h3>
      <p>{t("agenda.feed.text")}</p>
      {address.value && (
        <label class="stack">
          <span>{t("agenda.feed.address")}</span>
          <input readOnly value={address.value} onFocus={(event) => event.currentTarget.select()} />
        </label>
      )}
      <div class="actions">
        {address.value ? (
          <Button
            icon={copied.value ? "check" : "copy"}
            onClick={() =>
              void navigator.clipboard.writeText(address.value).then(() => (copied.value = true))
            }
          >
            {t(copied.value ? "agenda.feed.copied" : "agenda.feed.copy")}
          </Button>
        ) : (
          <Button icon="link" onClick={() => void make()}>
            {t("agenda.feed.make")}
          </Button>
        )}
        <Button kind="quiet" icon="erase" onClick={() => void revoke()}>
          {t("agenda.feed.revoke")}
        </Button>
      </div>
    </section>
  );
}

/** The calendar elsewhere whose busy times cannot be booked, and how reading it goes. */
function Outside({ diary, agenda }: Props) {
  const texts = useTexts();
  const { t } = texts;
  const url = useSignal(agenda.outside?.url ?? "");
  const fault = useSignal<unknown>(undefined);
  const { outside } = agenda;
  const save = async (address: string) => {
    try {
      await setOutsideCalendar(address, diary.caller);
      fault.value = undefined;
      url.value = address;
    } catch (error) {
      fault.value = error;
    }
    await diary.look();
  };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void save(url.peek().trim());
      }}
    >
      <h3>{t("agenda.outside")}</h3>
      <Field
        label={t("agenda.outside.address")}
        hint={t("agenda.outside.hint")}
        fault={fault.value ? faultSentence(texts, fault.value) : undefined}
        value={url.value}
        onValue={(value) => (url.value = value)}
        maxLength={2000}
      />
      {outside?.url && (
        <p class={outside.problem ? "field-fault" : "hint"} role="status">
          <Icon of={outside.problem ? "alert" : "check"} />
          <span>
            {outside.problem
              ? t(`agenda.outside.${outside.problem}`)
              : outside.fetchedAt
                ? t("agenda.outside.read", { moment: texts.moment(new Date(outside.fetchedAt)) })
                : t("agenda.outside.reading")}
          </span>
        </p>
      )}
      <div class="actions">
        <Button type="submit">{t("agenda.save")}</Button>
        {outside?.url && (
          <Button kind="quiet" icon="erase" onClick={() => void save("")}>
            {t("agenda.outside.remove")}
          </Button>
        )}
      </div>
    </form>
  );
}
