import { useSignal } from "@preact/signals";
import { dated, dayName } from "../../state/week.ts";
import { Button } from "../../view/button.tsx";
import { Refusal } from "../../view/refusal.tsx";
import { Spans } from "../../view/spans.tsx";
import { useTexts } from "../../view/texts.tsx";
import { Fault } from "../../wire/fault.ts";
import type { Flaw } from "../../wire/protocol.gen.ts";
import type { Centre, Hours } from "../../wire/resources.ts";
import { OfCentre, useLeaving } from "./centre.tsx";
import { Exceptions } from "./exceptions.tsx";
import type { Office } from "./office.ts";
import { PreviewView } from "./preview.tsx";

interface Props {
  office: Office;
}

/** When each centre is open, with what visitors will see of it. */
export function HoursView({ office }: Props) {
  const { t } = useTexts();
  return (
    <OfCentre heading={t("coordinator.hours.heading")} centres={office.centres.value?.centres ?? []}>
      {(centre) => <Editor key={centre.id} office={office} centre={centre} />}
    </OfCentre>
  );
}

/** Monday to Sunday as the calendar counts them; the dates stand for their day. */
const days = [1, 2, 3, 4, 5, 6, 0] as const;
const dateOfDay = (day: number) => `2026-03-0${day === 0 ? 8 : day + 1}`;

const only = ({ week, exceptions, holidays }: Hours): Hours => ({ week, exceptions, holidays });

function Editor({ office, centre }: Props & { centre: Centre }) {
  const { t, language } = useTexts();
  const hours = useSignal<Hours>(only(centre));
  const fault = useSignal<unknown>(undefined);
  const change = (part: Partial<Hours>) => {
    hours.value = { ...hours.value, ...part };
    fault.value = undefined;
  };
  const unsaved = JSON.stringify(hours.value) !== JSON.stringify(only(centre));
  useLeaving(unsaved);
  const flaw: Flaw | undefined = fault.value instanceof Fault ? fault.value.flaw : undefined;
  const save = async () => {
    fault.value = await office.saveHours(centre.id, hours.value);
    if (fault.value === undefined) office.tell(t("coordinator.hours.saved"));
  };
  return (
    <div class="hours">
      <form
        class="hours-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <h2>{t("coordinator.hours.week")}</h2>
        <p class="hint">{t("coordinator.hours.midnight")}</p>
        {days.map((day) => {
          const name = dayName(language, dateOfDay(day), "long");
          const spans = hours.value.week.filter((each) => each.day === day);
          const wrong = flaw?.field === "week" ? hours.value.week[flaw.index] : undefined;
          return (
            <Spans
              key={day}
              name={name}
              spans={spans}
              wrong={wrong && spans.indexOf(wrong)}
              onChange={(changed) => {
                const others = hours.value.week.filter((each) => each.day !== day);
                change({ week: [...others, ...changed.map((each) => ({ ...each, day }))] });
              }}
            />
          );
        })}
        <h2>{t("coordinator.legal")}</h2>
        <label class="tick">
          <input
            type="checkbox"
            checked={hours.value.holidays === "be"}
            onChange={(event) => change({ holidays: event.currentTarget.checked ? "be" : "" })}
          />
          <span>{t("coordinator.legal.keep")}</span>
        </label>
        <ul class="legal">
          {office.centres.value?.legalDays.map(({ date, key }) => (
            <li key={date + key}>
              {dated(language, date, true)} – {t(`holiday.${key}` as "holiday.christmas")}
            </li>
          ))}
        </ul>
        <Exceptions
          office={office}
          centre={centre.id}
          exceptions={hours.value.exceptions}
          wrong={flaw?.field === "exceptions" ? flaw.index : undefined}
          onChange={(exceptions) => change({ exceptions })}
        />
        <Refusal fault={fault.value} />
        <div class="actions hours-save">
          <Button type="submit" kind="main" disabled={!unsaved}>
            {t("coordinator.save")}
          </Button>
          {unsaved && (
            <Button kind="quiet" onClick={() => change(only(centre))}>
              {t("coordinator.hours.undo")}
            </Button>
          )}
        </div>
      </form>
      <PreviewView
        office={office}
        centre={centre.id}
        hours={hours.value}
        onFault={(error) => (fault.value = error)}
      />
    </div>
  );
}
