import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Begun } from "../../call/begun.ts";
import { unread } from "../../state/conversation.ts";
import type { Followed } from "../../state/followed.ts";
import { isQuiet } from "../../state/needs.ts";
import { Button } from "../../view/button.tsx";
import { InterviewView } from "../../view/call/interview.tsx";
import { useNarrow } from "../../view/narrow.ts";
import { Notice } from "../../view/notice.tsx";
import { Ringing } from "../../view/ringing.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import { type Outgoing, Thread } from "../../view/thread.tsx";
import * as commands from "../../wire/commands.ts";
import type { Interview } from "../../wire/protocol.gen.ts";
import type { Me } from "../../wire/resources.ts";
import * as acts from "./acts.ts";
import type { Desk } from "./desk.ts";
import { Facts } from "./facts.tsx";
import { TransferState } from "./handover.tsx";
import { Head, Sheets } from "./head.tsx";
import { ear } from "./icons.ts";
import { AnswerWay } from "./inbox.tsx";
import type { Panels } from "./panels.ts";
import { Answer } from "./replies.tsx";
import { WrapUp } from "./wrapup.tsx";

interface Props {
  desk: Desk;
  me: Me;
  begun: Begun;
  panels: Panels;
  /** Another part of the page is shown in its place. */
  away: boolean;
}

/** The conversation that is open, with its interview above the chat. */
export function Open(props: Props) {
  const { t } = useTexts();
  const { desk } = props;
  const open = desk.open.value;
  // An interview goes on while another conversation is read.
  const calling = desk.mine.value.find((each) => each.conversation.value.interview?.state === "live");
  return (
    <>
      {desk.mine.value
        .filter((each) => each === open || each === calling)
        .map((each) => (
          <Conversation key={each.id} {...props} followed={each} shown={each === open} />
        ))}
      {!open && <p class="hint nothing-open">{t("counsellor.open.none")}</p>}
    </>
  );
}

interface ConversationProps extends Props {
  followed: Followed;
  shown: boolean;
}

function Conversation({ desk, me, begun, panels, away, followed, shown }: ConversationProps) {
  const { t } = useTexts();
  const wantsPicture = useSignal(false);
  const narrow = useNarrow();
  const leaves = useSignal(false);
  const { conversation, messages } = followed.thread.value;
  const { interview } = conversation;
  const name = conversation.name || t("thread.visitor");
  // A colleague who was asked in is in the interview only once they say so, and whoever left it, again.
  const isColleague = conversation.counsellor?.id !== me.id;
  const isOut = isQuiet(conversation, me.id);
  const mayStayOut = isColleague || begun.left.value === interview?.id;
  const beside = interview?.state === "live" && mayStayOut && begun.here.value?.id !== interview.id;
  const inCall = interview?.state === "live" && !beside && !isOut;
  const chatHidden = inCall && narrow && wantsPicture.value;
  const behind = shown && (away || chatHidden);
  useEffect(() => {
    if (!behind) return undefined;
    desk.behind.value = true;
    return () => {
      desk.behind.value = false;
    };
  }, [behind]);
  const end = ({ id }: Interview) => void followed.act((caller) => commands.endInterview(id, caller));
  const sendsFiles = conversation.state === "active" && !isOut;
  return (
    <article
      class={`conversation ${inCall ? "in-call" : ""} ${shown ? "" : "call-only"}`}
      aria-label={t("counsellor.open.label", { name })}
    >
      {shown && <Head desk={desk} followed={followed} begun={begun} panels={panels} />}
      {shown && <Sheets desk={desk} followed={followed} panels={panels} />}
      {beside && shown && !isOut && (
        <Notice icon="call">
          <p>{t("counsellor.beside")}</p>
          <div class="actions">
            <Button kind="main" icon="call" onClick={() => begun.begin(interview.id, "audio")}>
              {t("counsellor.beside.join")}
            </Button>
            {!isColleague && <Button onClick={() => end(interview)}>{t("counsellor.leave.all")}</Button>}
          </div>
        </Notice>
      )}
      {interview && interview.state !== "ended" && !beside && !isOut && desk.socket.value && (
        <InterviewView
          key={interview.id}
          interview={interview}
          socket={desk.socket.value}
          begun={begun}
          isSelf={({ id }) => id === `staff:${me.id}`}
          name={name}
          chat={{
            hidden: chatHidden,
            unread: unread(followed.thread.value, desk.reader),
            toggle: () => {
              wantsPicture.value = !wantsPicture.value;
            },
          }}
          onHangUp={(others) => {
            if (isColleague) begun.leave(interview.id);
            else if (others > 1) leaves.value = true;
            else end(interview);
          }}
        />
      )}
      {leaves.value && inCall && (
        <LeaveSheet
          name={name}
          onLeave={() => begun.leave(interview.id)}
          onEnd={() => end(interview)}
          onClose={() => (leaves.value = false)}
        />
      )}
      {shown && interview?.state === "ringing" && !isColleague && (
        <Rings followed={followed} interview={interview} begun={begun} name={name} />
      )}
      {shown && !chatHidden && (
        <>
          <States desk={desk} followed={followed} panels={panels} />
          <div class={`conversation-body ${panels.facts.value ? "with-facts" : ""}`}>
            <div class="conversation-said">
              <Thread
                messages={messages}
                outgoing={outgoing(followed)}
                reader="staff"
                me={me.id}
                readUpTo={conversation.readByVisitor}
                writing={followed.writing.value !== undefined ? name : undefined}
                onRetry={(id) => followed.outbox.retry(id)}
                onDiscard={(id) => followed.outbox.discard(id)}
                onFiles={sendsFiles ? (files) => followed.sendFiles(files) : undefined}
              />
              <Foot desk={desk} me={me} followed={followed} name={name} />
            </div>
            {panels.facts.value && <Facts desk={desk} followed={followed} />}
          </div>
        </>
      )}
    </article>
  );
}

interface LeaveProps {
  name: string;
  onLeave: () => void;
  onEnd: () => void;
  onClose: () => void;
}

/** Who hangs up while others talk on with the visitor says for whom it is over. */
function LeaveSheet({ name, onLeave, onEnd, onClose }: LeaveProps) {
  const { t } = useTexts();
  const and = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <Sheet
      title={t("counsellor.leave.heading")}
      onClose={onClose}
      actions={
        <>
          <Button kind="main" icon="leave" onClick={and(onLeave)}>
            {t("counsellor.leave.me")}
          </Button>
          <Button kind="danger" icon="hangUp" onClick={and(onEnd)}>
            {t("counsellor.leave.all")}
          </Button>
        </>
      }
    >
      <p>{t("counsellor.leave.text", { name })}</p>
    </Sheet>
  );
}

/** What is on its way and not in the thread yet. */
function outgoing(followed: Followed): Outgoing[] {
  const { messages } = followed.thread.value;
  return followed.outbox.pending.value
    .filter(({ id }) => !messages.some((message) => message.id === id))
    .map(({ id, text, failed, file }) => ({ id, text, state: failed ? "failed" : "sending", file }));
}

/** What the counsellor should know of the conversation, above what is said in it. */
function States({ desk, followed, panels }: Pick<ConversationProps, "desk" | "followed" | "panels">) {
  const { t } = useTexts();
  const later = useSignal(0);
  const { conversation, messages } = followed.thread.value;
  const { id, askedAt, state } = conversation;
  const isOwn = conversation.counsellor?.id === desk.reader.id;
  const ended = messages.findLast(({ line }) => line?.kind === "interview_ended")?.number;
  if (isQuiet(conversation, desk.reader.id)) {
    return (
      <Notice icon={ear}>
        <p>{t("counsellor.quiet.text")}</p>
        <div class="actions">
          <Button busy={desk.busy.value === "invite"} onClick={() => void acts.comeForward(desk, id)}>
            {t("counsellor.quiet.forward")}
          </Button>
          <Button kind="quiet" onClick={() => void acts.depart(desk, id)}>
            {t("counsellor.depart")}
          </Button>
        </div>
      </Notice>
    );
  }
  return (
    <>
      <TransferState desk={desk} conversation={conversation} />
      {isOwn && askedAt && state === "active" && (
        <Notice kind="soon" icon="clock">
          <p role="status">{t("counsellor.asked")}</p>
          <Button busy={desk.busy.value === "stay"} onClick={() => void acts.stay(desk, id)}>
            {t("counsellor.asked.here")}
          </Button>
        </Notice>
      )}
      {isOwn &&
        ended &&
        state === "active" &&
        !conversation.interview &&
        !conversation.wrapUp &&
        later.value < ended && (
          <Notice icon="check">
            <p>{t("counsellor.wrap.after_call")}</p>
            <div class="actions">
              <Button onClick={() => (panels.asked.value = "wrap-up")}>{t("counsellor.wrap")}</Button>
              <Button kind="quiet" onClick={() => (later.value = ended)}>
                {t("counsellor.wrap.later")}
              </Button>
            </div>
          </Notice>
        )}
    </>
  );
}

interface FootProps extends Pick<ConversationProps, "desk" | "me" | "followed"> {
  name: string;
}

/** Below what is said: the box to answer in, or what there is to do when it is over. */
function Foot({ desk, me, followed, name }: FootProps) {
  const { t } = useTexts();
  const conversation = followed.conversation.value;
  const { state } = conversation;
  if (isQuiet(conversation, me.id)) return null;
  if (state !== "closed") {
    return (
      <>
        {(state === "message" || state === "answered") && (
          <AnswerWay desk={desk} conversation={conversation} />
        )}
        <Answer desk={desk} me={me} followed={followed} label={t("counsellor.message.label", { name })} />
      </>
    );
  }
  const putAway = () => desk.putAway(followed.id);
  if (conversation.counsellor?.id === me.id && !conversation.wrapUp) {
    return (
      <section class="closing" aria-labelledby="closing">
        <h3 id="closing">{t("counsellor.closed.text")}</h3>
        <WrapUp desk={desk} conversation={conversation} onDone={putAway} onLater={putAway} />
      </section>
    );
  }
  return (
    <Notice icon="check">
      <p>{t("counsellor.closed.text")}</p>
      <Button onClick={putAway}>{t("counsellor.put_away")}</Button>
    </Notice>
  );
}

interface RingsProps {
  followed: Followed;
  interview: Interview;
  begun: Begun;
  name: string;
}

function Rings({ followed, interview, begun, name }: RingsProps) {
  const { id, mode } = interview;
  return (
    <Ringing
      interview={interview}
      own={interview.by === "staff"}
      name={name}
      onAccept={() => {
        begun.begin(id, mode);
        void followed.act((caller) => commands.acceptInterview(id, caller));
      }}
      onDecline={() => void followed.act((caller) => commands.declineInterview(id, caller))}
      onCancel={() => void followed.act((caller) => commands.cancelInterview(id, caller))}
    />
  );
}
