import { useSignal } from "@preact/signals";
import { dated, hasBegun, hours } from "../../../state/week.ts";
import { Button } from "../../../view/button.tsx";
import { Choice } from "../../../view/field.tsx";
import { Icon } from "../../../view/icon.tsx";
import { useNow } from "../../../view/now.ts";
import { Sheet } from "../../../view/sheet.tsx";
import { useTexts } from "../../../view/texts.tsx";
import type { Shift } from "../../../wire/resources.ts";
import * as staff from "../../../wire/staff.ts";
import type { Desk } from "../desk.ts";
import { swap } from "../icons.ts";
import { Offered } from "../swap.tsx";

/** The counsellor's shifts of the coming weeks, and those that colleagues would give away. */
export function ShiftList({ desk, zone }: { desk: Desk; zone: string }) {
  const { t } = useTexts();
  const asking = useSignal<Shift | undefined>(undefined);
  const coming = desk.shifts.coming.value;
  if (!coming) return <p role="status">{t("agenda.looking")}</p>;
  return (
    <div class="stack">
      {coming.offered.length > 0 && (
        <section class="stack" aria-labelledby="offered">
          <h2 id="offered">{t("agenda.shifts.offered")}</h2>
          {coming.offered.map((each) => (
            <Offered key={each.id} desk={desk} shift={each} />
          ))}
        </section>
      )}
      <section class="stack" aria-labelledby="my-shifts">
        <h2 id="my-shifts">{t("agenda.shifts.mine")}</h2>
        {coming.mine.length === 0 && <p class="hint">{t("agenda.shifts.none")}</p>}
        <ul class="cards">
          {coming.mine.map((each) => (
            <li key={each.id} class="card absence">
              <Mine desk={desk} zone={zone} shift={each} onAsk={() => (asking.value = each)} />
            </li>
          ))}
        </ul>
      </section>
      {asking.value && (
        <AskSheet desk={desk} shift={asking.value} onClose={() => (asking.value = undefined)} />
      )}
    </div>
  );
}

interface MineProps {
  desk: Desk;
  zone: string;
  shift: Shift;
  onAsk: () => void;
}

function Mine({ desk, zone, shift, onAsk }: MineProps) {
  const { t, language } = useTexts();
  const now = useNow(60_000);
  const when = `${dated(language, shift.date, true)}, ${hours(shift)}`;
  const named = (id: string | undefined) => desk.colleagues.value.find((each) => each.id === id)?.name;
  const { swap: wish } = shift;
  const state = wish?.taker
    ? t("agenda.shift.taker", { name: named(wish.taker) ?? "" })
    : wish?.to
      ? t("agenda.shift.asked", { name: named(wish.to) ?? "" })
      : t("agenda.shift.asked.anybody");
  return (
    <>
      <p>
        <strong>{when}</strong>
        {wish && (
          <span class="since" role="status">
            <Icon of={swap} />
            <span>{state}</span>
          </span>
        )}
      </p>
      {hasBegun(shift, zone, new Date(now)) ? null : wish ? (
        <Button
          kind="quiet"
          aria-label={t("agenda.shift.keep.whose", { when })}
          onClick={() => void desk.arrange(() => staff.dropSwap(shift.id, desk.caller))}
        >
          {t("agenda.shift.keep")}
        </Button>
      ) : (
        <Button icon={swap} aria-label={t("agenda.shift.ask.whose", { when })} onClick={onAsk}>
          {t("agenda.shift.ask")}
        </Button>
      )}
    </>
  );
}

/** Whom to ask: a colleague by name, or whoever can. */
function AskSheet({ desk, shift, onClose }: { desk: Desk; shift: Shift; onClose: () => void }) {
  const { t, language } = useTexts();
  const to = useSignal("");
  const ask = async () => {
    onClose();
    await desk.arrange(() => staff.askSwap(shift.id, to.peek(), desk.caller));
  };
  return (
    <Sheet
      title={t("agenda.shift.ask")}
      onClose={onClose}
      actions={
        <Button kind="main" icon={swap} onClick={() => void ask()}>
          {t("agenda.shift.ask.send")}
        </Button>
      }
    >
      <p>
        <strong>
          {dated(language, shift.date, true)}, {hours(shift)}
        </strong>
      </p>
      <p>{t("agenda.shift.ask.text")}</p>
      <Choice label={t("agenda.shift.ask.whom")} value={to.value} onValue={(chosen) => (to.value = chosen)}>
        <option value="">{t("agenda.shift.anybody")}</option>
        {desk.colleagues.value.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Choice>
    </Sheet>
  );
}
