import { begins, clock, ends } from "../state/week.ts";
import type { Minutes } from "../wire/resources.ts";
import { Button } from "./button.tsx";
import { useTexts } from "./texts.tsx";
import { TimeField } from "./time.tsx";
import "../style/spans.css";

interface Props {
  /** What the hours are of: a day of the week, or an exception. */
  name: string;
  spans: readonly Minutes[];
  /** Which of them cannot be. */
  wrong?: number | undefined;
  onChange: (spans: Minutes[]) => void;
}

/** The opening hours of a day; none is closed. */
export function Spans({ name, spans, wrong, onChange }: Props) {
  const { t } = useTexts();
  const put = (at: number, part: Partial<Minutes>) =>
    onChange(spans.map((each, i) => (i === at ? { ...each, ...part } : each)));
  const add = () => {
    const last = Math.max(8 * 60, ...spans.map(({ to }) => to));
    const from = Math.min(last + 60, 22 * 60);
    onChange([...spans, { from, to: Math.min(from + 3 * 60, 24 * 60) }]);
  };
  return (
    <fieldset class="spans">
      <legend>{name}</legend>
      {spans.length === 0 && <p class="closed">{t("coordinator.closed")}</p>}
      {spans.map((each, i) => (
        // A span is its place, and has no other name.
        <div key={i} class={`from-to ${wrong === i ? "wrong" : ""}`}>
          <TimeField
            unseenLabel
            label={t("coordinator.hours.from", { name })}
            value={clock(each.from)}
            isWrong={wrong === i}
            onValue={(text) => put(i, { from: begins(text) })}
          />
          <span aria-hidden="true">–</span>
          <TimeField
            unseenLabel
            label={t("coordinator.hours.to", { name })}
            value={clock(each.to)}
            isWrong={wrong === i}
            onValue={(text) => put(i, { to: ends(text) })}
          />
          <Button
            kind="quiet"
            icon="erase"
            iconOnly
            onClick={() => onChange(spans.filter((_, other) => other !== i))}
          >
            {t("coordinator.hours.remove", { name, from: clock(each.from) })}
          </Button>
        </div>
      ))}
      <Button kind="quiet" onClick={add} aria-label={t("coordinator.hours.add", { name })}>
        {t("coordinator.hours.add.short")}
      </Button>
    </fieldset>
  );
}
