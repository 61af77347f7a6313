import { useMemo } from "preact/hooks";
import type { Meeting } from "../../wire/protocol.gen.ts";
import { Button } from "../button.tsx";
import { Picture } from "../call/picture.tsx";
import { Notice } from "../notice.tsx";
import { useTexts } from "../texts.tsx";
import type { Prepared } from "./attending.tsx";
import { Heading } from "./heading.tsx";
import { Title } from "./summary.tsx";
import { when } from "./words.ts";

interface Props {
  meeting: Meeting;
  prepared: Prepared;
  onLeave: () => void;
}

/** Before the door: who has been told, and what comes next. */
export function WaitingRoom({ meeting, prepared, onLeave }: Props) {
  const texts = useTexts();
  const { t } = texts;
  const camera = prepared.tracks.find(({ kind }) => kind === "video");
  const picture = useMemo(() => camera && new MediaStream([camera]), [camera]);
  const name = meeting.hosts[0]?.name ?? "";
  return (
    <main class="column waiting-room">
      <Heading says="told">
        <Title of={meeting} />
      </Heading>
      <p>{when(texts, meeting)}</p>
      <Notice kind="live" icon="check">
        <p role="status" id="told">
          {meeting.state === "planned"
            ? t(meeting.admission === "at_start" ? "meeting.told.at_start" : "meeting.told.early", {
                name,
                time: texts.time(new Date(meeting.start)),
              })
            : t("meeting.told", { name })}
        </p>
      </Notice>
      {picture && (
        <div class="preview">
          <Picture mirrored stream={picture} label={t("call.own")} />
        </div>
      )}
      <p class="hint">{t("meeting.told.hint")}</p>
      <Button icon="leave" onClick={onLeave}>
        {t("meeting.leave")}
      </Button>
    </main>
  );
}
