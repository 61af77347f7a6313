import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../view/button.tsx";
import { Slots } from "../../view/slots.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Slot } from "../../wire/booking.ts";
import type { Booker } from "./booker.ts";
import { dateIn, daysOf, monthAfter, monthOf, type Month as Shown } from "./dates.ts";

interface Props {
  booker: Booker;
  zone: string;
  onTake: (slot: Slot) => void;
}

/** A month as a table: a day with free times is a button. Arrows go from day to day. */
export function Month({ booker, zone, onTake }: Props) {
  const { t } = useTexts();
  const month = useSignal(monthOf(dateIn(zone, new Date())));
  const found = useSignal<readonly Slot[] | undefined>(undefined);
  const day = useSignal<string | undefined>(undefined);
  const { language, kind, topic, centre } = booker.wished.value;
  useEffect(() => {
    let over = false;
    found.value = undefined;
    day.value = undefined;
    const { from, to } = monthAfter(month.value, 0);
    void booker.month(from, to).then((slots) => {
      if (!over) found.value = slots ?? [];
    });
    return () => {
      over = true;
    };
  }, [month.value, language, kind, topic, centre]);
  const on = (date: string) =>
    (found.value ?? []).filter(({ start }) => dateIn(zone, new Date(start)) === date);
  const step = (by: 1 | -1) => {
    month.value = monthAfter(month.value, by).month;
  };
  const isFirst = month.value === monthOf(dateIn(zone, new Date()));
  return (
    <div class="month">
      <div class="month-head">
        <Button kind="quiet" icon="back" iconOnly disabled={isFirst} onClick={() => step(-1)}>
          {t("booking.month.before")}
        </Button>
        <p class="month-name" role="status">
          {new Date(`${month.value}-15T12:00:00Z`).toLocaleDateString(language, {
            month: "long",
            year: "numeric",
          })}
        </p>
        <Button kind="quiet" icon="back" iconOnly onClick={() => step(1)}>
          {t("booking.month.after")}
        </Button>
      </div>
      <Table
        month={month.value}
        zone={zone}
        free={on}
        chosen={day.value}
        onDay={(date) => (day.value = date)}
      />
      {found.value?.length === 0 && <p role="status">{t("booking.month.none")}</p>}
      {day.value && <Slots slots={on(day.value)} zone={zone} busy={booker.busy.value} onChoose={onTake} />}
    </div>
  );
}

interface TableProps {
  month: Shown;
  zone: string;
  free: (date: string) => readonly Slot[];
  chosen: string | undefined;
  onDay: (date: string) => void;
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function Table({ month, zone, free, chosen, onDay }: TableProps) {
  const texts = useTexts();
  const table = useRef<HTMLTableElement>(null);
  const weeks = daysOf(month);
  const walk = (event: KeyboardEvent) => {
    const by = steps[event.key];
    const on = event.target;
    if (!by || !(on instanceof HTMLElement) || !on.dataset.date) return;
    event.preventDefault();
    const all = [...(table.current?.querySelectorAll<HTMLButtonElement>("button[data-date]") ?? [])];
    const wanted = Date.parse(on.dataset.date) + by * 86_400_000;
    const at = (each: HTMLElement) => Date.parse(each.dataset.date ?? "");
    const next = by > 0 ? all.find((each) => at(each) >= wanted) : all.findLast((each) => at(each) <= wanted);
    next?.focus();
  };
  return (
    <table class="month-days" ref={table} onKeyDown={walk}>
      <thead>
        <tr>
          {(weeks[1] ?? []).map((date) => (
            <th key={date} scope="col">
              {new Date(`${date}T12:00:00Z`).toLocaleDateString(texts.language, { weekday: "short" })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week.find(Boolean)}>
            {week.map((date, i) => {
              if (!date) return <td key={i} />;
              const { length } = free(date);
              const number = Number(date.slice(-2));
              const words = texts.at(zone).day(new Date(`${date}T12:00:00Z`));
              return (
                <td key={date}>
                  {length > 0 ? (
                    <button
                      type="button"
                      data-date={date}
                      class="month-day"
                      aria-pressed={chosen === date}
                      aria-label={`${words}, ${texts.count("booking.month.free", length)}`}
                      onClick={() => onDay(date)}
                    >
                      {number}
                    </button>
                  ) : (
                    <span class="month-full">{number}</span>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
