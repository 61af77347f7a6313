import { Button, Way } from "../../view/button.tsx";
import { Icon } from "../../view/icon.tsx";
import { useNow } from "../../view/now.ts";
import { useTexts } from "../../view/texts.tsx";
import type { Conversation } from "../../wire/protocol.gen.ts";
import type { Acts } from "./talk.tsx";

/** How long somebody may be late before more is said than that. */
const late = 5 * 60_000;

/** The door of an appointment's room, and what is said to who waits behind it. */
export function Room({ conversation, acts }: { conversation: Conversation; acts: Acts }) {
  const { t, time } = useTexts();
  const now = useNow(10_000);
  const { appointment, interview, counsellor } = conversation;
  if (!appointment) return null;
  const name = counsellor?.name ?? t("thread.staff");
  const waits = interview?.state === "ringing" && interview.by === "visitor";
  const isRung = interview?.state === "ringing" && interview.by === "staff";
  if (isRung) return null; // the ring says all
  const isLate = now > Date.parse(appointment.start) + late;
  return (
    <section class={`card waiting ${isLate && waits ? "soon" : ""}`} aria-label={t("visitor.room")}>
      <Icon of="clock" class="card-icon" />
      <div class="card-words">
        <p class="card-first" role="status">
          {t(waits ? "visitor.room.told" : "visitor.room.open", { name })}
        </p>
        <p class="hint">
          {waits && isLate
            ? t("visitor.room.late", { name, time: time(new Date(appointment.closes)) })
            : t("visitor.room.at", { time: time(new Date(appointment.start)) })}
        </p>
      </div>
      <div class="actions">
        {waits ? (
          <Button icon="leave" onClick={() => acts.cancel(interview)}>
            {t("visitor.room.leave")}
          </Button>
        ) : (
          <Button
            kind="main"
            icon={appointment.mode === "video" ? "camera" : "call"}
            onClick={() => acts.ring(appointment.mode)}
          >
            {t("visitor.room.enter")}
          </Button>
        )}
        <Way href={`/book#a=${conversation.id}`} icon="settings">
          {t("times.details")}
        </Way>
      </div>
    </section>
  );
}
