import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../../view/button.tsx";
import { Composer } from "../../view/composer.tsx";
import { useFocusIfLost } from "../../view/focus.ts";
import { Later } from "../../view/later.tsx";
import { type Act, Menu } from "../../view/menu.tsx";
import { Notice } from "../../view/notice.tsx";
import { Ringing } from "../../view/ringing.tsx";
import { useTexts } from "../../view/texts.tsx";
import { type Outgoing, Thread } from "../../view/thread.tsx";
import type { Conversation, Interview, InterviewMode, Message, Place } from "../../wire/protocol.gen.ts";
import type { Network, Rating } from "../../wire/resources.ts";
import { Answered, Left, type Where } from "./left.tsx";
import { Waiting } from "./waiting.tsx";

/** What is shown of a conversation. */
export interface Shown {
  conversation: Conversation;
  messages: readonly Message[];
  outgoing: readonly Outgoing[];
  place: Place | undefined;
  /** Who writes at this moment. */
  writing: string | undefined;
  draft: string;
  /** The page has no connection. */
  cut: boolean;
}

/** What the person can do in it. */
export interface Acts {
  draft: (text: string) => void;
  send: (text: string) => void;
  files: (files: File[]) => void;
  retry: (id: string) => void;
  discard: (id: string) => void;
  ring: (mode: InterviewMode) => void;
  accept: (interview: Interview) => void;
  decline: (interview: Interview) => void;
  cancel: (interview: Interview) => void;
  /** Takes a time that was offered for an appointment. */
  take: (time: string) => void;
  rate: (rating: Rating) => void;
  reopen: () => void;
  startAnew: () => void;
  /** Asks where the answer shall go. */
  leave: (way: "mail" | "phone") => void;
  open: (sheet: "leave" | "end" | "erase" | "link" | "transcript" | "about") => void;
  say: (text: string) => void;
}

interface Props {
  shown: Shown;
  acts: Acts;
  network: Network | undefined;
  /** Somebody could answer this conversation now. */
  live: boolean;
  where: Where;
  /** The interview, from the first ring on. It shows nothing before it is live. */
  call: ComponentChildren;
  /** On a narrow page the picture hides the chat. */
  chatHidden: boolean;
}

const after = () => import("./after.tsx");
const room = () => import("./room.tsx");

/** A conversation, from the first wait to what comes after it. */
export function Talk(props: Props) {
  const { shown, acts, network, call, chatHidden } = props;
  const { conversation } = shown;
  const over = conversation.state === "closed" && !mayGoOn(conversation);
  const inCall = conversation.interview?.state === "live";
  return (
    <main class={`column talk ${inCall ? "in-call" : ""} ${inCall && chatHidden ? "chat-hidden" : ""}`}>
      <Head conversation={conversation} network={network} acts={acts} inCall={inCall} />
      {call}
      <div class="talk-body">
        <State {...props} inCall={inCall} />
        <Thread
          messages={shown.messages}
          outgoing={shown.outgoing}
          reader="visitor"
          readUpTo={conversation.readByStaff}
          writing={shown.writing}
          onRetry={acts.retry}
          onDiscard={acts.discard}
          onFiles={conversation.state === "closed" ? undefined : acts.files}
          onTake={acts.take}
        >
          {conversation.state === "closed" && (
            <Later load={after}>
              {({ After }) => (
                <After
                  conversation={conversation}
                  onRate={acts.rate}
                  onReopen={acts.reopen}
                  onNew={acts.startAnew}
                  onTranscript={() => acts.open("transcript")}
                  onLink={() => acts.open("link")}
                  onErase={() => acts.open("erase")}
                />
              )}
            </Later>
          )}
        </Thread>
        {over ? <Over acts={acts} /> : <Write shown={shown} acts={acts} />}
      </div>
    </main>
  );
}

/** Whether the visitor may write in a closed conversation. */
function mayGoOn({ reopenUntil }: Conversation): boolean {
  return reopenUntil !== undefined && Date.parse(reopenUntil) > Date.now();
}

/** Whether the appointment that the conversation is for goes on: who is late is waited for. */
function isOn({ appointment, state }: Conversation): boolean {
  return state === "active" && appointment !== undefined && Date.parse(appointment.closes) > Date.now();
}

/** It was too long ago: a kind word, and a new question that begins with what was written. */
function Over({ acts }: { acts: Acts }) {
  const { t } = useTexts();
  return (
    <Notice icon="clock">
      <p>{t("visitor.over")}</p>
      <Button kind="main" icon="message" onClick={acts.startAnew}>
        {t("visitor.new")}
      </Button>
    </Notice>
  );
}

function Write({ shown, acts }: { shown: Shown; acts: Acts }) {
  const { t } = useTexts();
  return (
    <Composer
      label={t("visitor.message.label")}
      unseenLabel
      placeholder={t("visitor.message.label")}
      draft={shown.draft}
      onDraft={acts.draft}
      onSend={acts.send}
      onFiles={acts.files}
    />
  );
}

interface HeadProps {
  conversation: Conversation;
  network: Network | undefined;
  acts: Acts;
  inCall: boolean;
}

function Head({ conversation, network, acts, inCall }: HeadProps) {
  const { t, topic } = useTexts();
  const { counsellor, state } = conversation;
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusIfLost(heading, `${state} ${inCall}`);
  const centre = network?.centres.find((each) => each.id === counsellor?.centre)?.name;
  const rare: Act[] = [
    { icon: "link", words: t("visitor.link.open"), do: () => acts.open("link") },
    { icon: "copy", words: t("visitor.transcript.open"), do: () => acts.open("transcript") },
    { icon: "safe", words: t("visitor.about.open"), do: () => acts.open("about") },
    { icon: "erase", words: t("visitor.erase.open"), do: () => acts.open("erase") },
  ];
  // Nobody leaves a wait, or somebody who is there, by accident.
  if (state !== "waiting" && state !== "active") {
    rare.unshift({ icon: "message", words: t("visitor.new"), do: acts.startAnew });
  }
  if (state === "active") {
    rare.unshift({ icon: "leave", words: t("visitor.end.open"), do: () => acts.open("end") });
  }
  // In an interview the picture and the chat need the room; the name stands in the picture.
  if (inCall)
    return (
      <>
        <h1 class="unseen" tabIndex={-1} ref={heading}>
          {counsellor?.name ?? t("call.label")}
        </h1>
        <Menu label={t("visitor.menu")} acts={rare} />
      </>
    );
  return (
    <header class="talk-head">
      <h1 tabIndex={-1} ref={heading}>
        {counsellor && state !== "waiting" ? (
          <>
            {counsellor.name}
            {centre && <span class="centre">{centre}</span>}
          </>
        ) : (
          (conversation.topic && topic(conversation.topic)) || t("visitor.question.label")
        )}
      </h1>
      {state === "active" && !conversation.interview && !isOn(conversation) && (
        <fieldset class="actions" aria-label={t("visitor.call.ask")}>
          <Button icon="call" onClick={() => acts.ring("audio")}>
            {t("visitor.call.audio")}
          </Button>
          <Button icon="camera" onClick={() => acts.ring("video")}>
            {t("visitor.call.video")}
          </Button>
        </fieldset>
      )}
      <Menu label={t("visitor.menu")} acts={rare} />
    </header>
  );
}

/** What the person should know about the conversation now. */
function State({ shown, acts, live, where, inCall }: Props & { inCall: boolean }) {
  const { t } = useTexts();
  const { conversation, place, cut } = shown;
  const { interview, counsellor } = conversation;
  return (
    <>
      {cut && (
        <Notice kind="soon" icon="offline">
          <p role="status">{t("connection.lost")}</p>
        </Notice>
      )}
      {conversation.state === "waiting" && (
        <Waiting
          place={place}
          topic={conversation.topic}
          dueAt={conversation.dueAt}
          say={acts.say}
          onLeaveMessage={acts.leave}
          onCancel={() => acts.open("end")}
        />
      )}
      {conversation.state === "message" && (
        <Left conversation={conversation} live={live} where={where} onWait={acts.reopen} />
      )}
      {conversation.state === "answered" && <Answered live={live} onWait={acts.reopen} />}
      {isOn(conversation) && !inCall && (
        <Later load={room}>{({ Room }) => <Room conversation={conversation} acts={acts} />}</Later>
      )}
      {conversation.counsellorLost &&
        counsellor &&
        !isOn(conversation) &&
        conversation.state === "active" && (
          <Notice kind="soon" icon="offline">
            <p role="status">{t("visitor.lost", { name: counsellor.name })}</p>
          </Notice>
        )}
      {interview?.state === "ringing" && !inCall && !(isOn(conversation) && interview.by === "visitor") && (
        <Ringing
          interview={interview}
          own={interview.by === "visitor"}
          name={(interview.by === "staff" && interview.byName) || counsellor?.name || t("thread.staff")}
          onAccept={() => acts.accept(interview)}
          onDecline={() => acts.decline(interview)}
          onCancel={() => acts.cancel(interview)}
        />
      )}
    </>
  );
}
