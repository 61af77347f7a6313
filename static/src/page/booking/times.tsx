import { useSignal } from "@preact/signals";
import { Button } from "../../view/button.tsx";
import { Notice } from "../../view/notice.tsx";
import { Slots } from "../../view/slots.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Slot } from "../../wire/booking.ts";
import type { Booker } from "./booker.ts";
import { calendar, list } from "./icons.ts";
import { Month } from "./month.tsx";

interface Props {
  booker: Booker;
  onTake: (slot: Slot) => void;
}

/** The free times: as a list, or by the day in a calendar. */
export function Times({ booker, onTake }: Props) {
  const { t } = useTexts();
  const byMonth = useSignal(false);
  const slots = booker.slots.value;
  const zone = booker.shown.value?.centre.zone ?? booker.zone;
  return (
    <section class="times" aria-labelledby="times">
      <h2 id="times">{t(byMonth.value ? "booking.times.month" : "booking.times")}</h2>
      {booker.gone.value && (
        <Notice kind="soon" icon="alert">
          <p role="alert">{t(slots?.length ? "booking.gone" : "booking.gone.none")}</p>
        </Notice>
      )}
      <p class="hint">{t("booking.zone")}</p>
      {byMonth.value ? (
        <Month booker={booker} zone={zone} onTake={onTake} />
      ) : (
        <>
          {slots === undefined && <p role="status">{t("booking.times.looking")}</p>}
          {slots?.length === 0 && <p role="status">{t("booking.times.none")}</p>}
          {slots && <Slots slots={slots} zone={zone} busy={booker.busy.value} onChoose={onTake} />}
          {booker.more.value && (
            <Button icon="clock" onClick={() => void booker.further()}>
              {t("booking.times.more")}
            </Button>
          )}
        </>
      )}
      <Button
        kind="quiet"
        icon={byMonth.value ? list : calendar}
        onClick={() => (byMonth.value = !byMonth.value)}
      >
        {t(byMonth.value ? "booking.by_list" : "booking.by_month")}
      </Button>
    </section>
  );
}
