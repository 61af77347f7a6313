import type { EndReason, Meeting } from "../../wire/protocol.gen.ts";
import { Button } from "../button.tsx";
import { Notice } from "../notice.tsx";
import { useTexts } from "../texts.tsx";
import { Heading } from "./heading.tsx";
import { Title } from "./summary.tsx";

/** A meeting that is over, with a way on. */
export function Over({ meeting, host, onLeave }: { meeting: Meeting; host: boolean; onLeave: () => void }) {
  const { t } = useTexts();
  const reason: EndReason = meeting.reason ?? "host";
  return (
    <main class="column waiting-room">
      <Heading says="why">
        <Title of={meeting} />
      </Heading>
      <Notice icon="check">
        <p id="why">
          {t(meeting.state === "cancelled" ? "meeting.state.cancelled" : `meeting.ended.${reason}`)}
        </p>
      </Notice>
      {!host && <p>{t("meeting.over.next")}</p>}
      <div class="actions">
        {!host && (
          <a class="button main" href="/">
            {t("meeting.over.ask")}
          </a>
        )}
        <Button onClick={onLeave}>{t(host ? "meeting.over.attendance" : "meeting.over.more")}</Button>
      </div>
    </main>
  );
}

/** The host has ended somebody's part. */
export function Removed({ onLeave }: { onLeave: () => void }) {
  const { t } = useTexts();
  return (
    <main class="column waiting-room">
      <Heading says="why">{t("meeting.removed.heading")}</Heading>
      <p id="why">{t("meeting.removed")}</p>
      <div class="actions">
        <a class="button main" href="/">
          {t("meeting.over.ask")}
        </a>
        <Button onClick={onLeave}>{t("meeting.over.more")}</Button>
      </div>
    </main>
  );
}

/** A co-host is one no more. */
export function Dismissed({ onLeave }: { onLeave: () => void }) {
  const { t } = useTexts();
  return (
    <main class="column waiting-room">
      <Heading says="why">{t("meeting.dismissed.heading")}</Heading>
      <p id="why">{t("meeting.dismissed")}</p>
      <div class="actions">
        <Button kind="main" onClick={onLeave}>
          {t("meeting.over.attendance")}
        </Button>
      </div>
    </main>
  );
}
