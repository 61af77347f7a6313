import type { Slot } from "../wire/booking.ts";
import { ownTime } from "./clock.ts";
import { useTexts } from "./texts.tsx";

interface Props {
  slots: readonly Slot[];
  /** The clock that counts: that of where the appointment is. */
  zone: string;
  /** Those that are chosen already. */
  chosen?: readonly string[];
  busy?: boolean;
  /** Those that cannot be chosen beside the others. */
  blocked?: (slot: Slot) => boolean;
  onChoose: (slot: Slot) => void;
}

/** Free times, day by day. Each is a button whose name says the whole moment. */
export function Slots({ slots, zone, chosen, busy = false, blocked, onChoose }: Props) {
  const texts = useTexts();
  const there = texts.at(zone);
  const days = new Map<string, Slot[]>();
  for (const slot of slots) {
    const day = there.day(new Date(slot.start));
    days.set(day, [...(days.get(day) ?? []), slot]);
  }
  return (
    <ol class="slots">
      {[...days].map(([day, all]) => (
        <li key={day} class="slots-day">
          <h3>{day}</h3>
          <ul class="slots-times">
            {all.map((slot) => {
              const start = new Date(slot.start);
              const own = ownTime(texts, zone, start);
              return (
                <li key={slot.start}>
                  <button
                    type="button"
                    class="chip slot"
                    aria-pressed={chosen?.includes(slot.start)}
                    disabled={busy || blocked?.(slot)}
                    onClick={() => onChoose(slot)}
                  >
                    <span>
                      <span class="unseen">{day}, </span>
                      {there.time(start)}
                    </span>
                    {own && <span class="slot-own">{texts.t("times.own", { time: own })}</span>}
                  </button>
                </li>
              );
            })}
          </ul>
        </li>
      ))}
    </ol>
  );
}
