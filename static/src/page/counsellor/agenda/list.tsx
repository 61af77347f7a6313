import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { addDays, clockIn, dated, dateIn, dayName, mondayOf, weekOf } from "../../../state/week.ts";
import { Button } from "../../../view/button.tsx";
import { Icon } from "../../../view/icon.tsx";
import { useNow } from "../../../view/now.ts";
import { Sheet } from "../../../view/sheet.tsx";
import { Slots } from "../../../view/slots.tsx";
import { useTexts } from "../../../view/texts.tsx";
import type { Agenda } from "../../../wire/agenda.ts";
import {
  type Appointment,
  cancelAppointment,
  getAppointmentSlots,
  moveAppointment,
  type Slot,
} from "../../../wire/booking.ts";
import type { Diary } from "./diary.ts";
import { Came } from "./near.tsx";

interface Props {
  diary: Diary;
  agenda: Agenda;
}

/** Who comes, day by day. */
export function Coming({ diary, agenda }: Props) {
  const { t, language } = useTexts();
  const { zone, appointments } = agenda;
  const days = new Map<string, Appointment[]>();
  for (const each of appointments) {
    const date = dateIn(zone, new Date(each.start));
    days.set(date, [...(days.get(date) ?? []), each]);
  }
  if (days.size === 0) return <p>{t("agenda.none")}</p>;
  return (
    <ol class="agenda-days">
      {[...days].map(([date, all]) => (
        <li key={date}>
          <h3>{dated(language, date, true)}</h3>
          <ul class="cards">
            {all.map((each) => (
              <li key={each.id}>
                <One diary={diary} appointment={each} zone={zone} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function One({ diary, appointment, zone }: { diary: Diary; appointment: Appointment; zone: string }) {
  const texts = useTexts();
  const { t } = texts;
  const now = useNow(30_000);
  const asks = useSignal<"move" | "cancel" | undefined>(undefined);
  const { id, state, start, end, kind, topic, name, contact, question } = appointment;
  const [from, to] = [new Date(start), new Date(end)];
  const began = now >= from.getTime();
  const close = () => {
    asks.value = undefined;
  };
  return (
    <article class="card appointment">
      <p>
        <strong>
          {clockIn(zone, from)}–{clockIn(zone, to)}
        </strong>{" "}
        {name || t("thread.visitor")}{" "}
        {state !== "booked" && <span class="tag">{t(`agenda.state.${state}`)}</span>}
      </p>
      <p class="hint">
        {t(`times.kind.${kind}`)}
        {topic && ` · ${texts.topic(topic)}`}
        {` · ${t(`language.${appointment.language}`)}`}
        {contact && ` · ${contact}`}
      </p>
      {question && <p>{question}</p>}
      <div class="actions">
        {began && state !== "proposed" && <Came of={appointment} diary={diary} />}
        {appointment.changeUntil && (
          <>
            <Button icon="clock" onClick={() => (asks.value = "move")}>
              {t("agenda.move")}
            </Button>
            <Button kind="quiet" icon="close" onClick={() => (asks.value = "cancel")}>
              {t("agenda.cancel")}
            </Button>
          </>
        )}
      </div>
      {asks.value === "move" && <Move diary={diary} appointment={appointment} onClose={close} />}
      {asks.value === "cancel" && (
        <Sheet
          title={t("agenda.cancel")}
          onClose={close}
          actions={
            <Button
              kind="danger"
              onClick={() => {
                close();
                void diary.do((caller) => cancelAppointment(id, caller));
              }}
            >
              {t("agenda.cancel")}
            </Button>
          }
        >
          <p>{t("agenda.cancel.text")}</p>
        </Sheet>
      )}
    </article>
  );
}

/** Another time for an appointment: the visitor hears of it by mail. */
function Move({
  diary,
  appointment,
  onClose,
}: {
  diary: Diary;
  appointment: Appointment;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const slots = useSignal<readonly Slot[] | undefined>(undefined);
  useEffect(() => {
    void getAppointmentSlots(appointment.id, { limit: 30 }, diary.caller).then(
      ({ slots: found }) => (slots.value = found),
      () => (slots.value = []),
    );
  }, []);
  return (
    <Sheet title={t("agenda.move")} onClose={onClose}>
      <p>{t("agenda.move.text")}</p>
      {slots.value?.length === 0 && <p>{t("agenda.move.none")}</p>}
      <Slots
        slots={slots.value ?? []}
        zone={appointment.centre.zone}
        onChoose={({ start }) => {
          onClose();
          void diary.do((caller) => moveAppointment(appointment.id, start, caller));
        }}
      />
    </Sheet>
  );
}

/** A week as a table: its days beside one another. */
export function Week({ agenda }: { agenda: Agenda }) {
  const { t, language } = useTexts();
  const monday = useSignal(mondayOf(dateIn(agenda.zone, new Date())));
  const days = weekOf(monday.value);
  return (
    <>
      <div class="actions">
        <Button icon="back" onClick={() => (monday.value = addDays(monday.value, -7))}>
          {t("agenda.week.before")}
        </Button>
        <Button onClick={() => (monday.value = addDays(monday.value, 7))}>{t("agenda.week.after")}</Button>
      </div>
      <div class="agenda-week">
        <table>
          <thead>
            <tr>
              {days.map((date) => (
                <th key={date} scope="col">
                  {dayName(language, date, "short")} {Number(date.slice(-2))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              {days.map((date) => (
                <td key={date}>
                  <ul>
                    {agenda.appointments
                      .filter(({ start }) => dateIn(agenda.zone, new Date(start)) === date)
                      .map(({ id, start, name, kind }) => (
                        <li key={id}>
                          <Icon of="person" />
                          <span>
                            {clockIn(agenda.zone, new Date(start))} {name || t("thread.visitor")},{" "}
                            {t(`times.kind.${kind}`)}
                          </span>
                        </li>
                      ))}
                  </ul>
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
    </>
  );
}
