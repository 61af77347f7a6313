import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../../view/button.tsx";
import { Composer } from "../../view/composer.tsx";
import { useFocusIfLost } from "../../view/focus.ts";
import { type Act, Menu } from "../../view/menu.tsx";
import { Notice } from "../../view/notice.tsx";
import { Ringing } from "../../view/ringing.tsx";
import { useTexts } from "../../view/texts.tsx";
import { type Outgoing, Thread } from "../../view/thread.tsx";
import type { Conversation, Interview, InterviewMode, Message, Place } from "../../wire/protocol.gen.ts";
import type { Network, Rating } from "../../wire/resources.ts";
import { After } from "./after.tsx";
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
  rate: (rating: Rating) => void;
  reopen: () => void;
  startAnew: () => void;
  open: (sheet: "leave" | "end" | "erase" | "link" | "about") => void;
  say: (text: string) => void;
}

interface Props {
  shown: Shown;
  acts: Acts;
  network: Network | undefined;
  /** The interview, from the first ring on. It shows nothing before it is live. */
  call: ComponentChildren;
  /** On a narrow page the picture hides the chat. */
  chatHidden: boolean;
}

/** A conversation, from the first wait to what comes after it. */
export function Talk({ shown, acts, network, call, chatHidden }: Props) {
  const { conversation } = shown;
  const inCall = conversation.interview?.state === "live";
  return (
    <main class={`column talk ${inCall ? "in-call" : ""} ${inCall && chatHidden ? "chat-hidden" : ""}`}>
      <Head conversation={conversation} network={network} acts={acts} inCall={inCall} />
      {call}
      <div class="talk-body">
        <State shown={shown} acts={acts} inCall={inCall} />
        <Thread
          messages={shown.messages}
          outgoing={shown.outgoing}
          reader="visitor"
          readUpTo={conversation.readByStaff}
          writing={shown.writing}
          onRetry={acts.retry}
          onDiscard={acts.discard}
          onFiles={conversation.state === "closed" ? undefined : acts.files}
        >
          {conversation.state === "closed" && (
            <After
              conversation={conversation}
              onRate={acts.rate}
              onReopen={acts.reopen}
              onNew={acts.startAnew}
              onLink={() => acts.open("link")}
              onErase={() => acts.open("erase")}
            />
          )}
        </Thread>
        {conversation.state !== "closed" && <Write shown={shown} acts={acts} />}
      </div>
    </main>
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
    { icon: "safe", words: t("visitor.about.open"), do: () => acts.open("about") },
    { icon: "erase", words: t("visitor.erase.open"), do: () => acts.open("erase") },
  ];
  if (state === "active") {
    rare.unshift({ icon: "leave", words: t("visitor.end.open"), do: () => acts.open("end") });
  }
  // In an interview the picture and the chat need the room; the name stands in the picture.
  if (inCall)
    return (
      <h1 class="unseen" tabIndex={-1} ref={heading}>
        {counsellor?.name ?? t("call.label")}
      </h1>
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
      {state === "active" && !conversation.interview && (
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
function State({ shown, acts, inCall }: { shown: Shown; acts: Acts; inCall: boolean }) {
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
          say={acts.say}
          onLeaveMessage={() => acts.open("leave")}
          onCancel={() => acts.open("end")}
        />
      )}
      {conversation.state === "message" && (
        <Notice kind="live" icon="check">
          <h2 class="card-first">{t("visitor.left.heading")}</h2>
          <p>{t("visitor.left.text", { contact: conversation.contact ?? "" })}</p>
        </Notice>
      )}
      {conversation.state === "answered" && (
        <Notice kind="live" icon="message">
          <p>{t("visitor.answered.heading")}</p>
        </Notice>
      )}
      {conversation.counsellorLost && counsellor && conversation.state === "active" && (
        <Notice kind="soon" icon="offline">
          <p role="status">{t("visitor.lost", { name: counsellor.name })}</p>
        </Notice>
      )}
      {interview?.state === "ringing" && !inCall && (
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
