import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Texts } from "../../i18n/texts.ts";
import { hands, knocking } from "../../state/gathering.ts";
import { Button } from "../button.tsx";
import { Control, DeviceControls } from "../call/controls.tsx";
import { Ask } from "../call/panel.tsx";
import { onOneLine } from "../call/said.ts";
import type { Other } from "../call/shown.ts";
import { DeviceTrouble } from "../call/trouble.tsx";
import { Icon, type IconName } from "../icon.tsx";
import { chime } from "../sound.ts";
import { useTexts } from "../texts.tsx";
import { MeetingChat } from "./chat.tsx";
import { Grid } from "./grid.tsx";
import { Heading } from "./heading.tsx";
import { handIcon, peopleIcon, toolsIcon } from "./icons.ts";
import { People } from "./people.tsx";
import type { RoomShown } from "./shown.ts";
import { Title } from "./summary.tsx";
import { Tools } from "./tools.tsx";
import "../../style/thread.css";
import "../../style/room.css";

type Side = "chat" | "people" | undefined;

/** The room of a group meeting. */
export function Room({ room }: { room: RoomShown }) {
  const texts = useTexts();
  const { t } = texts;
  const { gathering, call, host, acts } = room;
  const isHere = call.link !== "replaced";
  const side = useSignal<Side>(matchMedia("(min-width: 900px)").matches ? "chat" : undefined);
  const tools = useSignal(false);
  const unread = useUnread(gathering.messages.length, side.value === "chat");
  useBurst(gathering.burst, host !== undefined);
  const show = (wanted: Side) => {
    side.value = side.peek() === wanted ? undefined : wanted;
  };
  const close = () => {
    // The focus goes back to what opened it.
    document.querySelector<HTMLElement>('.room-controls [aria-expanded="true"]')?.focus();
    show(undefined);
  };
  return (
    <main class={`room ${side.value ? "with-side" : ""}`}>
      <Heading unseen>
        <Title of={gathering.meeting} />
      </Heading>
      <div class="room-stage">
        <News room={room} onPeople={() => (side.value = "people")} />
        <section class={`stage ${isHere ? "" : "away"}`} aria-label={t("meeting.room")}>
          <p class="stage-state room-state" role="status">
            {roomSentence(texts, room)}
          </p>
          {isHere && (
            <Grid call={call} spotlight={gathering.meeting.spotlight} onPin={acts.pin} onShow={acts.show} />
          )}
          {isHere && (
            <button type="button" class="stage-devices" onClick={acts.devices}>
              <Icon of="settings" />
              <span class="unseen">{t("call.devices")}</span>
            </button>
          )}
          <Ask call={call} acts={acts} />
        </section>
        {isHere && <DeviceTrouble call={call} acts={acts} />}
      </div>
      {side.value && (
        <aside class="room-side" aria-label={t(`meeting.side.${side.value}`)}>
          <header class="room-side-head">
            <h2>{t(`meeting.side.${side.value}`)}</h2>
            <Button kind="quiet" icon="close" iconOnly onClick={close}>
              {t("action.close")}
            </Button>
          </header>
          {side.value === "chat" ? (
            <MeetingChat messages={gathering.messages} self={ownId(room)} onSay={acts.say} />
          ) : (
            <People room={room} />
          )}
        </aside>
      )}
      <RoomControls
        room={room}
        side={side.value}
        unread={unread}
        onSide={show}
        onTools={() => {
          tools.value = true;
        }}
      />
      {host && tools.value && (
        <Tools
          meeting={gathering.meeting}
          host={host}
          onClose={() => {
            tools.value = false;
          }}
        />
      )}
    </main>
  );
}

/** The reader as messages name their authors. */
function ownId({ mine, self, gathering }: RoomShown): string {
  return mine?.id ?? gathering.meeting.hosts.find(({ participant }) => participant === self)?.id ?? "";
}

/** How it goes, in words; empty when there is nothing to say. */
function roomSentence(texts: Texts, { call, mine, gathering }: RoomShown): string {
  const { t } = texts;
  if (call.link === "connecting") return t("call.connecting");
  if (call.link === "reconnecting") return t("call.reconnecting.me");
  if (call.link === "replaced") return t("meeting.replaced");
  if (call.link === "failed") return t("meeting.failed");
  const said = call.others
    .filter(({ connected }) => !connected)
    .slice(0, 2)
    .map(({ name }) => t("call.reconnecting.other", { name }));
  said.push(...pausedSentences(texts, call.others));
  if (call.weak) said.push(t("call.weak"));
  if (mine && !mine.speaks) said.push(t(mine.handSince ? "meeting.hand.waits" : "meeting.listening"));
  else if (mine && gathering.meeting.mode === "audience" && call.microphone === "muted")
    said.push(t("meeting.may_speak"));
  else if (call.microphone === "muted") said.push(t("call.muted.me"));
  else if (call.microphone === "none") said.push(t("call.listening"));
  if (call.screen) said.push(t("call.screen.own"));
  return onOneLine(said);
}

/**
 * A screen that stands still here, and how many do not see ours, or us: who does not get a screen gets
 * no face either. Faces say it at their tile.
 */
function pausedSentences({ t, count }: Texts, others: readonly Other[]): string[] {
  const there = others.filter(({ connected }) => connected);
  const said = there
    .filter(({ screenPaused }) => screenPaused)
    .map(({ name }) => t("call.paused.screen.other", { name }));
  const unseen = there.filter(({ screenUnseen }) => screenUnseen).length;
  const unseeing = there.filter(({ unseeing }) => unseeing).length;
  if (unseen > 0) said.push(count("meeting.room.screen_unseen", unseen));
  else if (unseeing > 0) said.push(count("meeting.room.unseeing", unseeing));
  return said;
}

/** What needs somebody now. */
interface Needed {
  icon: IconName;
  kind: "calm" | "soon";
  words: string;
  acts?: ComponentChildren;
}

function needed(texts: Texts, room: RoomShown, onPeople: () => void): Needed | undefined {
  const { t, count } = texts;
  const { gathering, host } = room;
  const { endsWithoutHost, state, start } = gathering.meeting;
  const waiting = host ? knocking(gathering).length : 0;
  if (endsWithoutHost) {
    const words = t("meeting.no_host", { time: texts.time(new Date(endsWithoutHost)) });
    return { kind: "soon", icon: "clock", words };
  }
  if (host && waiting > 0) {
    const acts = (
      <div class="actions">
        <Button kind="main" icon="check" onClick={() => host.admit([])}>
          {t("meeting.admit.all")}
        </Button>
        <Button onClick={onPeople}>{t("meeting.news.who")}</Button>
      </div>
    );
    return { kind: "soon", icon: "person", words: count("meeting.news.waiting", waiting), acts };
  }
  if (host && state === "planned") {
    const acts = (
      <Button icon="check" onClick={host.open}>
        {t("meeting.open")}
      </Button>
    );
    return {
      kind: "calm",
      icon: "clock",
      words: t("meeting.not_open", { time: texts.time(new Date(start)) }),
      acts,
    };
  }
  return undefined;
}

/** Says it, and what can be done about it. The sentence is alone in what is spoken. */
function News({ room, onPeople }: { room: RoomShown; onPeople: () => void }) {
  const news = needed(useTexts(), room, onPeople);
  return (
    <div class={news ? `room-news notice ${news.kind}` : "unseen"}>
      {news && <Icon of={news.icon} />}
      <div>
        <p role="status">{news?.words}</p>
        {news?.acts}
      </div>
    </div>
  );
}

interface ControlsProps {
  room: RoomShown;
  side: Side;
  unread: number;
  onSide: (side: Side) => void;
  onTools: () => void;
}

function RoomControls({ room, side, unread, onSide, onTools }: ControlsProps) {
  const { t, count } = useTexts();
  const { call, acts, mine, host, gathering } = room;
  // Here nobody is heard or seen who takes part on another device.
  const isHere = call.link !== "replaced";
  const raised = Boolean(mine?.handSince);
  const news = host ? knocking(gathering).length + hands(gathering).length : 0;
  return (
    <div class="controls room-controls">
      {isHere && <DeviceControls call={call} acts={acts} may={mine} />}
      {mine && isHere && (
        <Control
          icon={handIcon}
          words={t(raised ? "meeting.hand.down" : "meeting.hand.up")}
          kind={raised ? "off" : "plain"}
          onClick={() => acts.hand(!raised)}
        />
      )}
      <Control
        icon={peopleIcon}
        words={t("meeting.side.people")}
        badge={side === "people" ? 0 : news}
        badgeWords={count("meeting.people.count", news)}
        expanded={side === "people"}
        onClick={() => onSide("people")}
      />
      <Control
        icon="message"
        words={t("meeting.side.chat")}
        badge={side === "chat" ? 0 : unread}
        expanded={side === "chat"}
        onClick={() => onSide("chat")}
      />
      {host && <Control icon={toolsIcon} words={t("meeting.tools")} onClick={onTools} />}
      <Control icon="hangUp" words={t("meeting.leave")} kind="end" onClick={acts.leave} />
    </div>
  );
}

/** How many messages have come that were not seen. */
function useUnread(all: number, seen: boolean): number {
  const [read, setRead] = useState(all);
  useEffect(() => {
    if (seen) setRead(all);
  }, [all, seen]);
  return seen ? 0 : all - read;
}

/** One sound for those who come to the waiting room together. */
function useBurst(burst: number, wanted: boolean): void {
  const heard = useRef(burst);
  useEffect(() => {
    if (wanted && burst > heard.current) chime();
    heard.current = burst;
  }, [burst]);
}
