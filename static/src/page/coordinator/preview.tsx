import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { addDays, clockIn, dated, dayName, mondayOf, weekOf } from "../../state/week.ts";
import { useTexts } from "../../view/texts.tsx";
import { anyOf } from "../../wire/anyof.ts";
import type { Hours, Preview } from "../../wire/resources.ts";
import * as staff from "../../wire/staff.ts";
import type { Office } from "./office.ts";

interface Props {
  office: Office;
  centre: string;
  hours: Hours;
  onFault: (error: unknown) => void;
}

/** How long somebody pauses in writing before what they wrote is looked at. */
const pause = 350;

/** The next four weeks as visitors will see them, also before anything is saved. */
export function PreviewView({ office, centre, hours, onFault }: Props) {
  const { t, moment, due } = useTexts();
  const preview = useSignal<Preview | undefined>(undefined);
  useEffect(() => {
    const over = new AbortController();
    const caller = office.caller;
    const signal = anyOf(caller.signal, over.signal);
    const timer = setTimeout(async () => {
      try {
        preview.value = await staff.previewHours(centre, hours, { ...caller, signal });
      } catch (error) {
        if (!signal.aborted) onFault(error);
      }
    }, pause);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [centre, hours]);
  const shown = preview.value;
  return (
    <section class="preview" aria-labelledby="preview">
      <h2 id="preview">{t("coordinator.preview.heading")}</h2>
      {!shown && <p>{t("coordinator.loading")}</p>}
      {shown && (
        <div role="status">
          <p>{shown.open ? t("coordinator.preview.open") : opens(shown, t, moment)}</p>
          <p>{t("coordinator.preview.answer", { due: due(new Date(shown.answerBy)) })}</p>
        </div>
      )}
      {shown && <Weeks preview={shown} />}
    </section>
  );
}

type Said = ReturnType<typeof useTexts>;

function opens({ opensAt }: Preview, t: Said["t"], moment: Said["moment"]): string {
  return opensAt
    ? t("coordinator.preview.opens", { moment: moment(new Date(opensAt)) })
    : t("coordinator.preview.never");
}

function Weeks({ preview }: { preview: Preview }) {
  const { t, language } = useTexts();
  const first = preview.days[0]?.date ?? "";
  const last = preview.days.at(-1)?.date ?? "";
  const byDate = new Map(preview.days.map((each) => [each.date, each]));
  const weeks: string[] = [];
  for (let monday = mondayOf(first); monday <= last; monday = addDays(monday, 7)) weeks.push(monday);
  return (
    <div class="preview-weeks">
      {weeks.map((monday) => (
        <table key={monday} class="plain-table">
          <caption>{t("coordinator.preview.week", { day: dated(language, monday) })}</caption>
          <tbody>
            {weekOf(monday)
              .map((date) => byDate.get(date))
              .filter((each) => each !== undefined)
              .map(({ date, open, holidays }) => (
                <tr key={date} class={open.length === 0 ? "is-closed" : ""}>
                  <th scope="row">
                    {dayName(language, date, "short")} {dated(language, date)}
                  </th>
                  <td>
                    {open.length === 0
                      ? t("coordinator.closed")
                      : open
                          .map(({ from, to }) => {
                            const [begin, end] = [from, to].map((at) => clockIn(preview.zone, new Date(at)));
                            return `${begin}–${end}`;
                          })
                          .join(", ")}
                    {holidays.length > 0 && (
                      <span class="hint">
                        {" "}
                        {holidays.map((key) => t(`holiday.${key}` as "holiday.christmas")).join(", ")}
                      </span>
                    )}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}
