import { useEffect } from "preact/hooks";
import { isOver } from "../../state/gathering.ts";
import { Button } from "../../view/button.tsx";
import { Icon } from "../../view/icon.tsx";
import { Limited } from "../../view/limited.tsx";
import { Enter } from "../../view/meeting/enter.tsx";
import { Facts, Title } from "../../view/meeting/summary.tsx";
import { inLanguage } from "../../view/meeting/words.ts";
import { Notice } from "../../view/notice.tsx";
import { useTexts } from "../../view/texts.tsx";
import { meetingFile } from "../../wire/meetings.ts";
import type { Meeting, MeetingPerson } from "../../wire/protocol.gen.ts";
import { Form } from "./form.tsx";
import type { Visit } from "./visit.ts";

interface Props {
  visit: Visit;
  /** Null when there is none of that name. */
  meeting: Meeting | null;
  onEnter: () => void;
}

/** How often it is looked at whether the door is open, or a place was offered. */
const lookEvery = 30_000;

/** One meeting: what it is, and what the visitor has or can do. */
export function MeetingView({ visit, meeting, onEnter }: Props) {
  const { t, language } = useTexts();
  useEffect(() => {
    const timer = setInterval(() => void visit.refresh(), lookEvery);
    return () => clearInterval(timer);
  }, [visit]);
  if (!meeting) {
    return (
      <main class="column meetings">
        <h1>{t("meeting.gone.heading")}</h1>
        <p>{t("meeting.gone")}</p>
        <AllMeetings />
      </main>
    );
  }
  const said = inLanguage(meeting.descriptions, language, meeting.languages);
  return (
    <main class="column meetings">
      <AllMeetings />
      <h1 tabIndex={-1}>
        <Title of={meeting} />
      </h1>
      <Facts of={meeting} />
      {said.text && (
        <p class="meeting-text" lang={said.language}>
          {said.text}
        </p>
      )}
      <Mine visit={visit} meeting={meeting} onEnter={onEnter} />
      {meeting.mine && <Limited text="meeting.limited" />}
    </main>
  );
}

function AllMeetings() {
  const { t } = useTexts();
  return (
    <p>
      <a href="/meetings">{t("meeting.all")}</a>
    </p>
  );
}

function Mine({ visit, meeting, onEnter }: Props & { meeting: Meeting }) {
  const { t, language } = useTexts();
  const { mine, state } = meeting;
  if (state === "cancelled") {
    return (
      <Notice kind="bad" icon="alert">
        <p>{t("meeting.cancelled")}</p>
      </Notice>
    );
  }
  if (isOver(meeting)) return <Notice icon="check">{t(`meeting.ended.${meeting.reason ?? "host"}`)}</Notice>;
  if (mine?.door === "removed") {
    return (
      <Notice kind="bad" icon="personOff">
        {t("meeting.removed")}
      </Notice>
    );
  }
  if (!mine || mine.state === "withdrawn" || mine.state === "lapsed") {
    return (
      <>
        {mine && (
          <Notice icon="check">
            <p role="status">{t(`meeting.mine.${mine.state}`, { place: "" })}</p>
          </Notice>
        )}
        {meeting.locked ? <p>{t("meeting.locked")}</p> : <Form visit={visit} meeting={meeting} />}
      </>
    );
  }
  return (
    <section class="meeting-mine" aria-labelledby="mine">
      <Standing mine={mine} />
      {mine.state === "confirmed" && <Enter meeting={meeting} from={meeting.knockFrom} onEnter={onEnter} />}
      {mine.state === "confirmed" && (
        <a class="button quiet" href={meetingFile(meeting.id, language)} download>
          <Icon of="download" />
          <span class="words">{t("meeting.calendar")}</span>
        </a>
      )}
      {mine.state === "offered" && <Offered visit={visit} />}
      {mine.state !== "offered" && (
        <Button kind="quiet" icon="close" busy={visit.busy.value} onClick={() => void visit.withdraw()}>
          {t(mine.state === "waiting" ? "meeting.withdraw.waiting" : "meeting.withdraw")}
        </Button>
      )}
      {mine.state === "confirmed" && <p class="hint">{t("meeting.withdraw.hint")}</p>}
    </section>
  );
}

/** What the visitor has: a place, one on the waiting list, or one that is offered. */
function Standing({ mine }: { mine: MeetingPerson }) {
  const texts = useTexts();
  const { t } = texts;
  const kind = mine.state === "confirmed" ? "live" : "soon";
  return (
    <Notice kind={kind} icon={mine.state === "confirmed" ? "check" : "clock"}>
      <h2 id="mine">{t(`meeting.mine.${mine.state}`, { place: mine.place ?? "" })}</h2>
      <p role="status">
        {mine.state === "offered" && mine.offeredUntil
          ? t("meeting.offered.until", { time: texts.soon(new Date(mine.offeredUntil), new Date()) })
          : t(mine.state === "waiting" ? "meeting.waiting.text" : "meeting.confirmed.text")}
      </p>
    </Notice>
  );
}

function Offered({ visit }: { visit: Visit }) {
  const { t } = useTexts();
  const busy = visit.busy.value;
  return (
    <div class="actions">
      <Button kind="main" icon="check" busy={busy} onClick={() => void visit.takePlace()}>
        {t("meeting.offered.take")}
      </Button>
      <Button icon="close" busy={busy} onClick={() => void visit.withdraw()}>
        {t("meeting.offered.leave")}
      </Button>
    </div>
  );
}
