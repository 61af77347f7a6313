import { Field } from "../../view/field.tsx";
import { useTexts } from "../../view/texts.tsx";
import { daysOf } from "./draft.ts";
import type { Part } from "./plan.tsx";

const mostWeeks = 53;

/** Repeats a meeting each week, but for the days that are taken out. */
export function Repeated({ draft, onDraft }: Part) {
  const texts = useTexts();
  const { t } = texts;
  const { weeks, without } = draft;
  const weekly = weeks > 1;
  return (
    <>
      <label class="tick">
        <input
          type="checkbox"
          checked={weekly}
          onChange={(event) => onDraft({ weeks: event.currentTarget.checked ? 4 : 1 })}
        />
        <span>{t("hosting.weekly")}</span>
      </label>
      {weekly && (
        <div class="repeated">
          <Field
            label={t("hosting.weeks")}
            type="number"
            min={2}
            max={mostWeeks}
            value={String(weeks)}
            missing={t("hosting.number", { from: 2, to: mostWeeks })}
            mismatch={t("hosting.number", { from: 2, to: mostWeeks })}
            onValue={(value) => onDraft({ weeks: Math.min(mostWeeks, Math.max(2, Number(value) || 2)) })}
          />
          <fieldset class="ticks">
            <legend>{t("hosting.days")}</legend>
            {daysOf(draft).map((day) => (
              <label key={day} class="tick">
                <input
                  type="checkbox"
                  checked={!without.includes(day)}
                  onChange={(event) => {
                    const kept = without.filter((each) => each !== day);
                    onDraft({ without: event.currentTarget.checked ? kept : [...kept, day] });
                  }}
                />
                <span>{texts.day(new Date(`${day}T12:00`))}</span>
              </label>
            ))}
          </fieldset>
        </div>
      )}
    </>
  );
}
