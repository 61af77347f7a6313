import { useSignal } from "@preact/signals";
import { begins, clock, dated, ends, weekOf } from "../../state/week.ts";
import { Button } from "../../view/button.tsx";
import { Choice, Trouble } from "../../view/field.tsx";
import { Refusal } from "../../view/refusal.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import { TimeField } from "../../view/time.tsx";
import { Fault } from "../../wire/fault.ts";
import type { Roster, Shift } from "../../wire/resources.ts";
import type { Office } from "./office.ts";

/** A shift on its way into the roster, or to another place in it. */
export interface Draft {
  shift: Shift;
  isNew: boolean;
}

interface Props {
  office: Office;
  roster: Roster;
  draft: Draft;
  onClose: () => void;
}

/** Enters a shift, moves it to another person, day or time, or takes it away. */
export function ShiftSheet({ office, roster, draft, onClose }: Props) {
  const { t, language } = useTexts();
  const shift = useSignal(draft.shift);
  const fault = useSignal<unknown>(undefined);
  const change = (part: Partial<Shift>) => {
    shift.value = { ...shift.value, ...part };
    fault.value = undefined;
  };
  const attempt = async (act: () => Promise<unknown>) => {
    fault.value = await act();
    if (fault.value === undefined) onClose();
  };
  const overlaps = fault.value instanceof Fault && fault.value.code === "conflict";
  const people = roster.staff.filter((each) => office.runs(each.centre) && each.languages.length > 0);
  return (
    <Sheet
      title={t(draft.isNew ? "coordinator.shift.new" : "coordinator.shift.heading")}
      onClose={onClose}
      actions={
        <>
          <Button kind="main" onClick={() => void attempt(() => office.putShift(shift.value))}>
            {t("coordinator.save")}
          </Button>
          {!draft.isNew && (
            <Button
              kind="quiet"
              icon="erase"
              onClick={() => void attempt(() => office.removeShift(shift.value.id))}
            >
              {t("coordinator.shift.remove")}
            </Button>
          )}
        </>
      }
    >
      <Choice
        label={t("coordinator.person")}
        value={shift.value.staff}
        onValue={(chosen) => change({ staff: chosen })}
      >
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Choice>
      <Choice
        label={t("coordinator.day")}
        value={shift.value.date}
        onValue={(chosen) => change({ date: chosen })}
      >
        {weekOf(roster.monday).map((date) => (
          <option key={date} value={date}>
            {dated(language, date, true)}
          </option>
        ))}
      </Choice>
      <div class="from-to">
        <TimeField
          label={t("coordinator.from")}
          value={clock(shift.value.from)}
          onValue={(text) => change({ from: begins(text) })}
        />
        <TimeField
          label={t("coordinator.to")}
          value={clock(shift.value.to)}
          onValue={(text) => change({ to: ends(text) })}
        />
      </div>
      {overlaps ? <Trouble words={t("coordinator.shift.overlaps")} /> : <Refusal fault={fault.value} />}
    </Sheet>
  );
}
