import { useEffect, useState } from "preact/hooks";
import type { Texts } from "../../i18n/texts.ts";
import { Button } from "../button.tsx";
import { Icon } from "../icon.tsx";
import { useTexts } from "../texts.tsx";
import { ChatControl, Control, Controls } from "./controls.tsx";
import { Picture } from "./picture.tsx";
import { onOneLine } from "./said.ts";
import type { CallActs, CallShown, Other } from "./shown.ts";
import { DeviceTrouble } from "./trouble.tsx";

interface Props {
  call: CallShown;
  acts: CallActs;
  chat: { hidden: boolean; unread: number; toggle: () => void };
}

/** An interview: who is there, how it goes, and what can be done. */
export function CallPanel({ call, acts, chat }: Props) {
  const texts = useTexts();
  const { t } = texts;
  const away = call.link === "replaced" || call.link === "failed";
  return (
    <section class="call" aria-label={t("call.label")}>
      <div class={`stage ${away ? "away" : ""}`}>
        {!away && <Stage call={call} />}
        {call.ownPicture && !away && <OwnPicture stream={call.ownPicture} />}
        <div class="stage-words">
          <p class="stage-state" role="status">
            {stateSentence(texts, call)}
          </p>
          {call.since && !away && <Lasts since={call.since} />}
        </div>
        {!away && (
          <button type="button" class="stage-devices only-narrow" onClick={acts.devices}>
            <Icon of="settings" />
            <span class="unseen">{t("call.devices")}</span>
          </button>
        )}
        <Ask call={call} acts={acts} />
      </div>
      {!away && <DeviceTrouble call={call} acts={acts} />}
      {away ? (
        <div class="controls">
          <ChatControl chat={chat} />
          <Control icon="hangUp" words={t("call.hang_up")} kind="end" onClick={acts.hangUp} />
        </div>
      ) : (
        <Controls call={call} acts={acts} chat={chat} />
      )}
    </section>
  );
}

/** What the person has to do before they hear, or are there. */
export function Ask({ call, acts }: { call: CallShown; acts: Pick<CallActs, "hear" | "takeBack"> }) {
  const { t } = useTexts();
  if (call.link === "replaced") {
    return (
      <div class="stage-ask">
        <Button kind="main" icon="retry" onClick={acts.takeBack}>
          {t("call.take_back")}
        </Button>
      </div>
    );
  }
  if (!call.unheard || call.link === "failed") return null;
  return (
    <div class="stage-ask">
      <p>{t("call.hear.text")}</p>
      <Button kind="main" icon="sound" onClick={acts.hear}>
        {t("call.hear")}
      </Button>
    </div>
  );
}

/** How the interview goes, in words; empty when there is nothing to say. */
function stateSentence({ t }: Texts, call: CallShown): string {
  switch (call.link) {
    case "connecting":
      return t("call.connecting");
    case "reconnecting":
      return t("call.reconnecting.me");
    case "replaced":
      return t("call.replaced");
    case "failed":
      return t("call.failed");
    case "connected":
      break;
  }
  const said = call.others.length === 0 ? [t("call.waiting", { name: call.name })] : [];
  for (const other of call.others) said.push(...otherSentences(t, other));
  if (call.weak) said.push(t("call.weak"));
  if (call.microphone === "muted") said.push(t("call.muted.me"));
  if (call.microphone === "none") said.push(t("call.listening"));
  if (call.screen) said.push(t("call.screen.own"));
  return onOneLine(said);
}

function otherSentences(t: Texts["t"], other: Other): string[] {
  const { name, unseeing, screenUnseen } = other;
  if (!other.connected) return [t("call.reconnecting.other", { name })];
  const said: string[] = [];
  if (!other.microphone) said.push(t("call.muted.other", { name }));
  if (other.screenPaused) said.push(t("call.paused.screen.other", { name }));
  if (other.paused) said.push(t("call.paused.other", { name }));
  if (screenUnseen) said.push(t("call.paused.screen.me", { name }));
  if (unseeing) said.push(t("call.paused.me", { name }));
  if (other.weak && !unseeing && !screenUnseen) said.push(t("call.weak.other", { name }));
  return said;
}

/** The pictures. A screen that is shared takes the room; who shares it stays small beside it. */
function Stage({ call }: { call: CallShown }) {
  const { t } = useTexts();
  const sharing = call.others.find((other) => other.screen);
  return (
    <div class={`faces ${sharing ? "beside" : ""}`}>
      {sharing?.screen && (
        <Picture whole stream={sharing.screen} label={t("call.screen.other", { name: sharing.name })} />
      )}
      {call.others.length === 0 && <Face name={call.name} />}
      {call.others.map((other) => (
        <OtherFace key={other.id} other={other} marked={call.others.length > 1} />
      ))}
    </div>
  );
}

/** Somebody else. Where there are several, a mark tells who speaks. */
function OtherFace({ other, marked }: { other: Other; marked: boolean }) {
  const { t } = useTexts();
  const { name, picture, connected } = other;
  const speaks = marked && other.speaks;
  return (
    <figure class={`face ${connected ? "" : "gone"} ${speaks ? "speaking" : ""}`}>
      {picture ? <Picture stream={picture} label={t("call.picture", { name })} /> : <Face name={name} />}
      <figcaption>
        {name}
        {speaks && <strong> {t("call.speaks")}</strong>}
        {!picture && <span class="unseen">. {t("call.camera_off.other", { name })}</span>}
      </figcaption>
    </figure>
  );
}

/** What stands for somebody who sends no picture. */
function Face({ name }: { name: string }) {
  return (
    <span class="initial" aria-hidden="true">
      {name.slice(0, 1).toUpperCase() || <Icon of="person" />}
    </span>
  );
}

const corners = ["end-end", "start-end", "start-start", "end-start"] as const;

/** One's own picture, small. A touch moves it to the next corner, out of the way. */
export function OwnPicture({ stream }: { stream: MediaStream }) {
  const { t } = useTexts();
  const [corner, setCorner] = useState(0);
  return (
    <button
      type="button"
      class={`own-picture ${corners[corner % corners.length]}`}
      aria-label={t("call.own.move")}
      onClick={() => setCorner(corner + 1)}
    >
      <Picture mirrored stream={stream} label={t("call.own")} />
    </button>
  );
}

/** How long the interview lasts. It is not spoken every second. */
function Lasts({ since }: { since: Date }) {
  const { t } = useTexts();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - since.getTime()) / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  return (
    <p class="lasts" role="timer" aria-label={t("call.lasts")}>
      {Math.floor(seconds / 60)}:{two(seconds % 60)}
    </p>
  );
}
