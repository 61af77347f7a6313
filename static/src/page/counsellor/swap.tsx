import { useSignal } from "@preact/signals";
import { dated, hours } from "../../state/week.ts";
import { Button } from "../../view/button.tsx";
import { Notice } from "../../view/notice.tsx";
import { useTexts } from "../../view/texts.tsx";
import { Fault } from "../../wire/fault.ts";
import type { Shift } from "../../wire/resources.ts";
import * as staff from "../../wire/staff.ts";
import type { Desk } from "./desk.ts";
import { swap } from "./icons.ts";

interface Props {
  desk: Desk;
  shift: Shift;
  /** The counsellor would rather not answer now. */
  onLater?: () => void;
}

/** A colleague's shift that the counsellor may take. */
export function Offered({ desk, shift, onLater }: Props) {
  const { t, language } = useTexts();
  const overlaps = useSignal(false);
  const when = `${dated(language, shift.date, true)}, ${hours(shift)}`;
  const { name = "" } = shift;
  if (shift.swap?.taker) {
    return (
      <Notice icon={swap}>
        <p role="status">{t("agenda.shift.waits", { name, when })}</p>
      </Notice>
    );
  }
  const take = () =>
    desk.arrange(async () => {
      try {
        await staff.takeSwap(shift.id, desk.caller);
      } catch (error) {
        if (!(error instanceof Fault && error.code === "conflict")) throw error;
        overlaps.value = true;
      }
    });
  return (
    <Notice kind="soon" icon={swap}>
      <p>{t(shift.swap?.to ? "agenda.shift.offer.me" : "agenda.shift.offer", { name, when })}</p>
      {overlaps.value && <p role="alert">{t("agenda.shift.overlaps")}</p>}
      <div class="actions">
        <Button kind="main" disabled={overlaps.value} onClick={() => void take()}>
          {t("agenda.shift.take")}
        </Button>
        {onLater && (
          <Button kind="quiet" onClick={onLater}>
            {t("agenda.shift.later")}
          </Button>
        )}
      </div>
    </Notice>
  );
}

/** What colleagues ask of the counsellor by name, on top of every screen until it is answered or put off. */
export function AskedByName({ desk }: { desk: Desk }) {
  return (
    <>
      {desk.shifts.askedByName.value.map((each) => (
        <Offered key={each.id} desk={desk} shift={each} onLater={() => desk.shifts.putOff(each.id)} />
      ))}
    </>
  );
}
