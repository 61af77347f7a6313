import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Choice } from "../../../view/field.tsx";
import { useTexts } from "../../../view/texts.tsx";
import { type Bookable, getBooking } from "../../../wire/booking.ts";
import type { Me } from "../../../wire/resources.ts";
import type { Desk } from "../desk.ts";
import { Absences } from "./absences.tsx";
import type { Diary } from "./diary.ts";
import { Elsewhere } from "./elsewhere.tsx";
import { HoursEditor } from "./hours.tsx";
import { Coming, Week } from "./list.tsx";
import { ShiftList } from "./shifts.tsx";

interface Props {
  desk: Desk;
  diary: Diary;
  me: Me;
}

type Part = "list" | "week" | "shifts" | "hours" | "absences" | "elsewhere";
const parts: readonly Part[] = ["list", "week", "shifts", "hours", "absences", "elsewhere"];

/** The agenda: who comes, when one may be met, when not, and the calendars beside it. */
export function AgendaView({ desk, diary, me }: Props) {
  const { t } = useTexts();
  const part = useSignal<Part>("list");
  const agenda = diary.agenda.value;
  useEffect(() => void diary.look(), []);
  const isOwn = !diary.whose.value;
  return (
    <section class="agenda" aria-label={t("agenda.heading")}>
      <div class="agenda-head">
        <h1 tabIndex={-1}>
          {agenda && !isOwn ? t("agenda.of", { name: agenda.staff.name }) : t("agenda.heading")}
        </h1>
        {me.coordinator && <Whose diary={diary} me={me} />}
      </div>
      <nav class="actions" aria-label={t("agenda.parts")}>
        {parts
          .filter((each) => isOwn || (each !== "elsewhere" && each !== "shifts"))
          .map((each) => (
            <button
              key={each}
              type="button"
              class="chip"
              aria-pressed={part.value === each}
              onClick={() => (part.value = each)}
            >
              {t(`agenda.part.${each}`)}
            </button>
          ))}
      </nav>
      {!agenda && <p role="status">{t("agenda.looking")}</p>}
      {agenda && part.value === "list" && <Coming diary={diary} agenda={agenda} />}
      {agenda && part.value === "week" && <Week agenda={agenda} />}
      {agenda && isOwn && part.value === "shifts" && <ShiftList desk={desk} zone={agenda.zone} />}
      {agenda && part.value === "hours" && (
        <HoursEditor key={agenda.staff.id} diary={diary} agenda={agenda} />
      )}
      {agenda && part.value === "absences" && <Absences diary={diary} agenda={agenda} />}
      {agenda && isOwn && part.value === "elsewhere" && <Elsewhere diary={diary} agenda={agenda} />}
    </section>
  );
}

/** Whose agenda is looked at, for who coordinates. */
function Whose({ diary, me }: Omit<Props, "desk">) {
  const { t } = useTexts();
  const all = useSignal<readonly Bookable[]>([]);
  useEffect(() => {
    void getBooking(diary.caller).then(
      ({ staff }) => (all.value = staff),
      () => undefined,
    );
  }, []);
  const theirs = all.value.filter(({ id, centre }) => id !== me.id && (!me.centre || centre === me.centre));
  return (
    <Choice label={t("agenda.whose")} value={diary.whose.value} onValue={(id) => void diary.turnTo(id)}>
      <option value="">{t("agenda.mine")}</option>
      {theirs.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Choice>
  );
}
