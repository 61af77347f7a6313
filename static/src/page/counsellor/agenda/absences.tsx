import { useSignal } from "@preact/signals";
import { addDays, dated, dateIn, instantIn } from "../../../state/week.ts";
import { Button } from "../../../view/button.tsx";
import { Notice } from "../../../view/notice.tsx";
import { Refusal } from "../../../view/refusal.tsx";
import { useTexts } from "../../../view/texts.tsx";
import { TimeField } from "../../../view/time.tsx";
import { type Agenda, type Relieved, relieve, removeAbsence, saveAbsence } from "../../../wire/agenda.ts";
import type { Appointment } from "../../../wire/booking.ts";
import { newId } from "../../../wire/id.ts";
import type { Diary } from "./diary.ts";

interface Props {
  diary: Diary;
  agenda: Agenda;
}

/** When somebody is not there. Appointments inside are told of, and can be given to others at once. */
export function Absences({ diary, agenda }: Props) {
  const texts = useTexts();
  const { t, language } = texts;
  const today = dateIn(agenda.zone, new Date());
  const from = useSignal(today);
  const to = useSignal(today);
  const fault = useSignal<unknown>(undefined);
  const inside = useSignal<readonly Appointment[]>([]);
  const relieved = useSignal<readonly Relieved[] | undefined>(undefined);
  const save = async () => {
    relieved.value = undefined;
    try {
      const absence = { id: newId(), from: from.peek(), to: to.peek(), hours: [], ...diary.staff };
      inside.value = (await saveAbsence(absence, diary.caller)).appointments;
      fault.value = undefined;
      await diary.look();
    } catch (error) {
      fault.value = error;
    }
  };
  const giveAway = async () => {
    const all = inside.peek();
    const [first, last] = [all[0]?.start, all.at(-1)?.end];
    if (!first || !last) return;
    const done = await diary.do((caller) => relieve({ from: first, to: last, ...diary.staff }, caller));
    if (!done) return;
    relieved.value = done.appointments;
    inside.value = [];
  };
  return (
    <div class="stack">
      <ul class="stack">
        {agenda.absences.map((each) => (
          <li key={each.id} class="absence">
            <span>
              {dated(language, each.from, true)}
              {each.to !== each.from && ` – ${dated(language, each.to, true)}`}
            </span>
            <Button
              kind="quiet"
              icon="erase"
              onClick={() => void diary.do((caller) => removeAbsence(each.id, diary.staff.staff, caller))}
            >
              {t("agenda.absence.remove", { date: dated(language, each.from) })}
            </Button>
          </li>
        ))}
      </ul>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <h3>{t("agenda.absence.add")}</h3>
        <div class="from-to">
          <TimeField
            type="date"
            label={t("agenda.from")}
            value={from.value}
            onValue={(date) => {
              from.value = date;
              if (to.peek() < date) to.value = date;
            }}
          />
          <TimeField
            type="date"
            label={t("agenda.to")}
            value={to.value}
            onValue={(date) => (to.value = date)}
          />
        </div>
        <Refusal fault={fault.value} />
        <div class="actions">
          <Button type="submit" kind="main">
            {t("agenda.absence.save")}
          </Button>
        </div>
      </form>
      {inside.value.length > 0 && (
        <Notice kind="soon" icon="alert">
          <p role="alert">{texts.count("agenda.absence.inside", inside.value.length)}</p>
          <ul>
            {inside.value.map(({ id, start, name }) => (
              <li key={id}>
                {texts.at(agenda.zone).moment(new Date(start))}, {name || t("thread.visitor")}
              </li>
            ))}
          </ul>
          <div class="actions">
            <Button kind="main" onClick={() => void giveAway()}>
              {t("agenda.relieve")}
            </Button>
          </div>
          <p class="hint">{t("agenda.relieve.text")}</p>
        </Notice>
      )}
      {relieved.value && <Done relieved={relieved.value} />}
      <Ill diary={diary} agenda={agenda} today={today} onDone={(done) => (relieved.value = done)} />
    </div>
  );
}

interface IllProps extends Props {
  today: string;
  onDone: (done: Relieved[]) => void;
}

/** Notes that somebody is ill, so that nobody books with them, and gives what they have to others. */
function Ill({ diary, agenda, today, onDone }: IllProps) {
  const { t } = useTexts();
  const until = useSignal(today);
  const away = async () => {
    const absence = { id: newId(), from: today, to: until.peek(), hours: [], ...diary.staff };
    if (!(await diary.do((caller) => saveAbsence(absence, caller)))) return;
    const of = {
      from: new Date().toISOString(),
      to: instantIn(agenda.zone, addDays(until.peek(), 1), "00:00").toISOString(),
    };
    const done = await diary.do((caller) => relieve({ ...of, ...diary.staff }, caller));
    if (done) onDone(done.appointments);
  };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void away();
      }}
    >
      <h3>{t("agenda.ill")}</h3>
      <p class="hint">{t("agenda.relieve.text")}</p>
      <TimeField
        type="date"
        label={t("agenda.ill.until")}
        value={until.value}
        onValue={(date) => (until.value = date)}
      />
      <div class="actions">
        <Button type="submit">{t("agenda.relieve")}</Button>
      </div>
    </form>
  );
}

function Done({ relieved }: { relieved: readonly Relieved[] }) {
  const { t, count } = useTexts();
  const taken = relieved.filter(({ to }) => to).length;
  const asked = relieved.length - taken;
  return (
    <Notice kind="live" icon="check">
      <p role="status">
        {relieved.length === 0
          ? t("agenda.relieved.none")
          : [
              taken > 0 && count("agenda.relieved.taken", taken),
              asked > 0 && count("agenda.relieved.asked", asked),
            ]
              .filter(Boolean)
              .join(" ")}
      </p>
    </Notice>
  );
}
