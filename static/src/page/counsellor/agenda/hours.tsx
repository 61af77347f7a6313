import { useSignal } from "@preact/signals";
import { dateIn, dayName } from "../../../state/week.ts";
import { Button } from "../../../view/button.tsx";
import { Refusal } from "../../../view/refusal.tsx";
import { Spans } from "../../../view/spans.tsx";
import { useTexts } from "../../../view/texts.tsx";
import { TimeField } from "../../../view/time.tsx";
import {
  type Agenda,
  type Availability,
  removeAvailability,
  saveAvailability,
} from "../../../wire/agenda.ts";
import type { Kind } from "../../../wire/booking.ts";
import { newId } from "../../../wire/id.ts";
import type { Exception } from "../../../wire/resources.ts";
import type { Diary } from "./diary.ts";

interface Props {
  diary: Diary;
  agenda: Agenda;
}

const kinds: readonly Kind[] = ["video", "audio", "phone", "on_site"];
/** Monday to Sunday as the calendar counts them; the dates stand for their day. */
const days = [1, 2, 3, 4, 5, 6, 0] as const;
const dateOfDay = (day: number) => `2026-03-0${day === 0 ? 8 : day + 1}`;

/** When one may be met, and how: each kind may have hours of its own. */
export function HoursEditor({ diary, agenda }: Props) {
  const { t } = useTexts();
  const added = useSignal<Availability | undefined>(undefined);
  const all = added.value ? [...agenda.availabilities, added.value] : agenda.availabilities;
  return (
    <div class="stack">
      <p class="hint">{t("agenda.hours.text")}</p>
      {all.map((each) => (
        <Editor
          key={each.id}
          diary={diary}
          zone={agenda.zone}
          kept={each}
          isNew={each === added.value}
          onDone={() => (added.value = undefined)}
        />
      ))}
      {!added.value && (
        <Button
          onClick={() => {
            const fresh = { kinds: ["video"] as Kind[], topics: [], languages: [], week: [], exceptions: [] };
            added.value = { id: newId(), ...fresh };
          }}
        >
          {t("agenda.hours.add")}
        </Button>
      )}
    </div>
  );
}

interface EditorProps {
  diary: Diary;
  zone: string;
  kept: Availability;
  isNew: boolean;
  onDone: () => void;
}

function Editor({ diary, zone, kept, isNew, onDone }: EditorProps) {
  const { t, language } = useTexts();
  const shown = useSignal(kept);
  const fault = useSignal<unknown>(undefined);
  const change = (part: Partial<Availability>) => {
    shown.value = { ...shown.value, ...part };
    fault.value = undefined;
  };
  const { week, kinds: chosen, exceptions } = shown.value;
  const save = async () => {
    try {
      await saveAvailability({ ...shown.peek(), ...diary.staff }, diary.caller);
      onDone();
      await diary.look();
    } catch (error) {
      fault.value = error;
    }
  };
  const remove = async () => {
    if (!isNew) await diary.do((caller) => removeAvailability(kept.id, diary.staff.staff, caller));
    onDone();
  };
  return (
    <form
      class="card availability"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <fieldset class="actions">
        <legend>{t("agenda.hours.kinds")}</legend>
        {kinds.map((kind) => (
          <label key={kind} class="tick">
            <input
              type="checkbox"
              checked={chosen.includes(kind)}
              onChange={(event) =>
                change({
                  kinds: event.currentTarget.checked
                    ? [...chosen, kind]
                    : chosen.filter((each) => each !== kind),
                })
              }
            />
            <span>{t(`times.kind.${kind}`)}</span>
          </label>
        ))}
      </fieldset>
      {days.map((day) => (
        <Spans
          key={day}
          name={dayName(language, dateOfDay(day), "long")}
          spans={week.filter((each) => each.day === day)}
          onChange={(changed) => {
            const others = week.filter((each) => each.day !== day);
            change({ week: [...others, ...changed.map((each) => ({ ...each, day }))] });
          }}
        />
      ))}
      <Exceptions
        exceptions={exceptions}
        zone={zone}
        onChange={(changed) => change({ exceptions: changed })}
      />
      <Refusal fault={fault.value} />
      <div class="actions">
        <Button type="submit" kind="main" disabled={chosen.length === 0}>
          {t("agenda.save")}
        </Button>
        <Button kind="quiet" icon="erase" onClick={() => void remove()}>
          {t("agenda.hours.remove")}
        </Button>
      </div>
    </form>
  );
}

interface ExceptionsProps {
  exceptions: readonly Exception[];
  zone: string;
  onChange: (exceptions: Exception[]) => void;
}

/** Dates on which other hours count than those of the week. */
function Exceptions({ exceptions, zone, onChange }: ExceptionsProps) {
  const { t } = useTexts();
  const put = (at: number, part: Partial<Exception>) =>
    onChange(exceptions.map((each, i) => (i === at ? { ...each, ...part } : each)));
  const today = dateIn(zone, new Date());
  return (
    <fieldset class="stack">
      <legend>{t("agenda.exceptions")}</legend>
      {exceptions.map((each, i) => (
        // An exception is its place, and has no other name.
        <div key={i} class="stack">
          <div class="from-to">
            <TimeField
              type="date"
              label={t("agenda.from")}
              value={each.from}
              onValue={(from) => put(i, { from, to: [from, each.to].sort()[1] as string })}
            />
            <TimeField type="date" label={t("agenda.to")} value={each.to} onValue={(to) => put(i, { to })} />
          </div>
          <Spans name={each.from} spans={each.hours} onChange={(hours) => put(i, { hours })} />
          <Button kind="quiet" icon="erase" onClick={() => onChange(exceptions.filter((_, at) => at !== i))}>
            {t("agenda.exception.remove", { date: each.from })}
          </Button>
        </div>
      ))}
      <Button
        kind="quiet"
        onClick={() => onChange([...exceptions, { from: today, to: today, hours: [], name: "" }])}
      >
        {t("agenda.exception.add")}
      </Button>
    </fieldset>
  );
}
