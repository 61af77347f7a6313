import type { Begun } from "../../../call/begun.ts";
import { Button } from "../../../view/button.tsx";
import { Notice } from "../../../view/notice.tsx";
import { useNow } from "../../../view/now.ts";
import { useTexts } from "../../../view/texts.tsx";
import { noteAttended } from "../../../wire/agenda.ts";
import type { Appointment } from "../../../wire/booking.ts";
import * as commands from "../../../wire/commands.ts";
import { newId } from "../../../wire/id.ts";
import type { Desk } from "../desk.ts";
import type { Diary } from "./diary.ts";

interface Props {
  desk: Desk;
  diary: Diary;
  begun: Begun;
  onEnter: () => void;
}

/** The appointments whose time has come, above whatever is on the screen. */
export function Near({ desk, diary, begun, onEnter }: Props) {
  return (
    <>
      {diary.near.value.map((each) => (
        <One key={each.id} appointment={each} desk={desk} diary={diary} begun={begun} onEnter={onEnter} />
      ))}
    </>
  );
}

function One({ appointment, desk, diary, begun, onEnter }: Props & { appointment: Appointment }) {
  const { t, time } = useTexts();
  const now = useNow(5_000);
  const { id, start, kind, name, contact, opensAt } = appointment;
  const interview = desk.mine.value.find((each) => each.id === id)?.conversation.value.interview;
  if (interview?.state === "live") return null;
  const isOpen = opensAt !== undefined && now >= Date.parse(opensAt);
  const waits = interview?.state === "ringing" && interview.by === "visitor";
  const enter = async () => {
    if (!(await diary.enter(id))) return;
    onEnter();
    const followed = desk.find(id);
    const mode = kind === "video" ? "video" : "audio";
    await followed?.act(async (caller) => {
      const interviewId = newId();
      begun.begin(interviewId, mode);
      const rung = await commands.ring(id, { id: interviewId, mode }, caller);
      // The visitor was there before: it is their ring, and answered.
      if (rung.id !== interviewId) begun.begin(rung.id, mode);
    });
  };
  return (
    <Notice kind={waits ? "soon" : "calm"} icon={waits ? "incoming" : "clock"}>
      <div class="near">
        <p role="status">
          <strong>{time(new Date(start))}</strong> · {name || t("thread.visitor")} · {t(`times.kind.${kind}`)}
          {kind === "phone" && contact && ` · ${contact}`}
          {waits && ` · ${t("agenda.waits")}`}
        </p>
        <div class="actions">
          {isOpen && (
            <Button kind="main" icon={kind === "video" ? "camera" : "call"} onClick={() => void enter()}>
              {t(waits ? "agenda.admit" : "agenda.join")}
            </Button>
          )}
          {opensAt && !isOpen && <p class="hint">{t("agenda.opens", { time: time(new Date(opensAt)) })}</p>}
          {now >= Date.parse(start) && !waits && <Came of={appointment} diary={diary} />}
        </div>
      </div>
    </Notice>
  );
}

/** Whether the visitor came: one click, and a second thought counts. */
export function Came({ of: { id, state }, diary }: { of: Appointment; diary: Diary }) {
  const { t } = useTexts();
  return (
    <>
      {state !== "met" && (
        <Button icon="check" onClick={() => void diary.do((caller) => noteAttended(id, true, caller))}>
          {t("agenda.came")}
        </Button>
      )}
      {state !== "missed" && (
        <Button icon="personOff" onClick={() => void diary.do((caller) => noteAttended(id, false, caller))}>
          {t("agenda.missed")}
        </Button>
      )}
    </>
  );
}
