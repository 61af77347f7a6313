import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { addDays, dated, dateIn, dayName, hours, weekOf } from "../../state/week.ts";
import { Button } from "../../view/button.tsx";
import { Icon } from "../../view/icon.tsx";
import { Notice } from "../../view/notice.tsx";
import { Refusal } from "../../view/refusal.tsx";
import { useTexts } from "../../view/texts.tsx";
import { newId } from "../../wire/id.ts";
import type { Roster, Rostered, Shift } from "../../wire/resources.ts";
import { GapLine } from "./gap.tsx";
import { Needs } from "./needs.tsx";
import type { Office } from "./office.ts";
import { type Draft, ShiftSheet } from "./shift.tsx";

interface Props {
  office: Office;
}

/** Who is live when, in one week, and where too few are. */
export function RosterView({ office }: Props) {
  const { t, count, language } = useTexts();
  const draft = useSignal<Draft | undefined>(undefined);
  const needs = useSignal(false);
  const roster = office.roster.value;
  if (!roster) return <p>{t("coordinator.loading")}</p>;
  const { monday } = roster;
  const copy = async () => {
    const added = await office.copyWeek();
    if (added !== undefined) office.tell(count("coordinator.copied", added));
  };
  return (
    <>
      <div class="office-head">
        <h1 tabIndex={-1}>
          {t("coordinator.roster.heading", {
            from: dated(language, monday),
            to: dated(language, addDays(monday, 6)),
          })}
        </h1>
        <div class="actions">
          <Button onClick={() => void office.turn(-1)}>{t("coordinator.week.before")}</Button>
          <Button onClick={() => void office.turn(1)}>{t("coordinator.week.after")}</Button>
          <Button icon="copy" onClick={() => void copy()}>
            {t("coordinator.week.copy")}
          </Button>
          {office.runs("") && (
            <Button icon="settings" onClick={() => (needs.value = true)}>
              {t("coordinator.needs")}
            </Button>
          )}
        </div>
      </div>
      <Swaps office={office} roster={roster} />
      <Gaps roster={roster} />
      <Grid office={office} roster={roster} onEdit={(chosen) => (draft.value = chosen)} />
      {draft.value && (
        <ShiftSheet
          office={office}
          roster={roster}
          draft={draft.value}
          onClose={() => (draft.value = undefined)}
        />
      )}
      {needs.value && <Needs office={office} roster={roster} onClose={() => (needs.value = false)} />}
    </>
  );
}

function Gaps({ roster }: { roster: Roster }) {
  const { t, count } = useTexts();
  if (roster.needs.length === 0) return <p class="hint">{t("coordinator.needs.none")}</p>;
  if (roster.gaps.length === 0) {
    return (
      <p class="no-gap">
        <Icon of="check" />
        <span>{t("coordinator.gaps.none")}</span>
      </p>
    );
  }
  return (
    <section aria-labelledby="gaps" class="stack">
      <h2 id="gaps">{count("coordinator.gaps", roster.gaps.length)}</h2>
      <ul class="gaps">
        {roster.gaps.map((gap) => (
          <li key={`${gap.from} ${gap.topic ?? ""} ${gap.language ?? ""}`}>
            <GapLine gap={gap} zone={roster.zone} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Swaps that would leave a gap: the coordinator says yes or no. */
function Swaps({ office, roster }: { office: Office; roster: Roster }) {
  const { t, language } = useTexts();
  const fault = useSignal<unknown>(undefined);
  const named = (id: string | undefined) => roster.staff.find((each) => each.id === id)?.name ?? "";
  const decide = async (act: () => Promise<unknown>) => {
    fault.value = await act();
  };
  if (roster.decide.length === 0) return null;
  return (
    <section aria-labelledby="swaps" class="stack">
      <h2 id="swaps">{t("coordinator.swaps")}</h2>
      <ul class="stack">
        {roster.decide.map((each) => (
          <li key={each.id}>
            <Notice kind="soon" icon="alert">
              <p>
                {t("coordinator.swap.text", {
                  taker: named(each.swap?.taker),
                  name: named(each.staff),
                  when: `${dated(language, each.date, true)}, ${hours(each)}`,
                })}
              </p>
              <div class="actions">
                <Button kind="main" onClick={() => void decide(() => office.approveSwap(each.id))}>
                  {t("coordinator.swap.yes")}
                </Button>
                <Button onClick={() => void decide(() => office.refuseSwap(each.id))}>
                  {t("coordinator.swap.no")}
                </Button>
              </div>
            </Notice>
          </li>
        ))}
      </ul>
      <Refusal fault={fault.value} />
    </section>
  );
}

interface GridProps {
  office: Office;
  roster: Roster;
  onEdit: (draft: Draft) => void;
}

/** A person a row, a day a column: plain buttons in a plain table. */
function Grid({ office, roster, onEdit }: GridProps) {
  const { t, language } = useTexts();
  const days = weekOf(roster.monday);
  const today = dateIn(roster.zone, new Date());
  const frame = useRef<HTMLElement>(null);
  // Where not all days fit, the one that it is comes first.
  useEffect(() => {
    const at = frame.current?.querySelector<HTMLElement>("[aria-current]");
    const who = frame.current?.querySelector<HTMLElement>(".who-column");
    frame.current?.scrollTo({ left: at && who ? at.offsetLeft - who.offsetWidth : 0 });
  }, [roster.monday]);
  const lacks = (date: string) =>
    roster.gaps.some(({ from, to }) => {
      const last = new Date(Date.parse(to) - 1);
      return dateIn(roster.zone, new Date(from)) <= date && date <= dateIn(roster.zone, last);
    });
  const people = roster.staff.filter(({ languages }) => languages.length > 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who scrolls by keyboard has to get into it
    <section ref={frame} class="week-frame" tabIndex={0} aria-label={t("coordinator.week.label")}>
      <table class="week">
        <thead>
          <tr>
            <th scope="col" class="who-column">
              {t("coordinator.person")}
            </th>
            {days.map((date) => (
              <th key={date} scope="col" aria-current={date === today ? "date" : undefined}>
                {dayName(language, date, "short")} <span class="week-day">{dated(language, date)}</span>
                {lacks(date) && (
                  <span class="lacks">
                    <Icon of="alert" />
                    <span>{t("coordinator.gap.word")}</span>
                  </span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row" class="who-column">
                {person.name}
                <span class="hint">{office.called(person.centre)}</span>
              </th>
              {days.map((date) => (
                <td key={date}>
                  <Cell
                    person={person}
                    date={date}
                    mayEdit={office.runs(person.centre)}
                    shifts={roster.shifts.filter((each) => each.staff === person.id && each.date === date)}
                    onEdit={onEdit}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface CellProps {
  person: Rostered;
  date: string;
  mayEdit: boolean;
  shifts: Shift[];
  onEdit: (draft: Draft) => void;
}

function Cell({ person, date, mayEdit, shifts, onEdit }: CellProps) {
  const { t, language } = useTexts();
  const where = { name: person.name, day: dated(language, date, true) };
  return (
    <div class="week-cell">
      {shifts.map((shift) =>
        mayEdit ? (
          <button
            key={shift.id}
            type="button"
            class="shift"
            aria-label={`${t("coordinator.shift.change", { ...where, hours: hours(shift) })}${shift.swap ? ` (${t("coordinator.swap.wished")})` : ""}`}
            onClick={() => onEdit({ shift, isNew: false })}
          >
            {hours(shift)}
            {shift.swap && <Wished />}
          </button>
        ) : (
          <span key={shift.id} class="shift">
            {hours(shift)}
            {shift.swap && <Wished />}
          </span>
        ),
      )}
      {mayEdit && (
        <button
          type="button"
          class="shift-add"
          aria-label={t("coordinator.shift.add", where)}
          onClick={() =>
            onEdit({ shift: { id: newId(), staff: person.id, date, from: 9 * 60, to: 12 * 60 }, isNew: true })
          }
        >
          +
        </button>
      )}
    </div>
  );
}

/** Its person would give it away. */
function Wished() {
  const { t } = useTexts();
  return <span class="swap-wished">{t("coordinator.swap.wished")}</span>;
}
