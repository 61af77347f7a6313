import { useSignal } from "@preact/signals";
import type { Begun } from "../../call/begun.ts";
import type { Followed } from "../../state/followed.ts";
import { Button } from "../../view/button.tsx";
import { InterviewView } from "../../view/call/interview.tsx";
import { Composer } from "../../view/composer.tsx";
import { type Act, Menu } from "../../view/menu.tsx";
import { Notice } from "../../view/notice.tsx";
import { Ringing } from "../../view/ringing.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import { type Outgoing, Thread } from "../../view/thread.tsx";
import * as commands from "../../wire/commands.ts";
import { newId } from "../../wire/id.ts";
import type { Interview, InterviewMode } from "../../wire/protocol.gen.ts";
import type { Me } from "../../wire/resources.ts";
import type { Desk } from "./desk.ts";
import { Facts } from "./facts.tsx";
import { AnswerWay } from "./inbox.tsx";
import { Who } from "./lists.tsx";

interface Props {
  desk: Desk;
  me: Me;
  begun: Begun;
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

function Conversation({ desk, me, begun, followed, shown }: ConversationProps) {
  const { t } = useTexts();
  const chatHidden = useSignal(false);
  const { conversation, messages } = followed.thread.value;
  const { interview } = conversation;
  const name = conversation.name || t("thread.visitor");
  // A colleague who was asked in is in the interview only once they say so.
  const isColleague = conversation.counsellor?.id !== me.id;
  const beside = interview?.state === "live" && isColleague && begun.here.value?.id !== interview.id;
  const inCall = interview?.state === "live" && !beside;
  return (
    <article
      class={`conversation ${inCall ? "in-call" : ""} ${shown ? "" : "call-only"}`}
      aria-label={t("counsellor.open.label", { name })}
    >
      {shown && <Head desk={desk} followed={followed} begun={begun} me={me} />}
      {beside && shown && (
        <Notice icon="call">
          <p>{t("counsellor.beside")}</p>
          <Button kind="main" icon="call" onClick={() => begun.begin(interview.id, "audio")}>
            {t("counsellor.beside.join")}
          </Button>
        </Notice>
      )}
      {interview && interview.state !== "ended" && !beside && desk.socket.value && (
        <InterviewView
          key={interview.id}
          interview={interview}
          socket={desk.socket.value}
          begun={begun}
          isSelf={({ id }) => id === `staff:${me.id}`}
          name={name}
          chat={{
            hidden: chatHidden.value,
            unread: 0,
            toggle: () => {
              chatHidden.value = !chatHidden.value;
            },
          }}
          onHangUp={() => void followed.act((caller) => commands.endInterview(interview.id, caller))}
        />
      )}
      {shown && interview?.state === "ringing" && (
        <Rings followed={followed} interview={interview} begun={begun} name={name} />
      )}
      {shown && !(inCall && chatHidden.value) && (
        <>
          <Thread
            messages={messages}
            outgoing={outgoing(followed)}
            reader="staff"
            me={me.id}
            readUpTo={conversation.readByVisitor}
            writing={followed.writing.value !== undefined ? name : undefined}
            onRetry={(id) => followed.outbox.retry(id)}
            onDiscard={(id) => followed.outbox.discard(id)}
            onFiles={conversation.state === "active" ? (files) => followed.sendFiles(files) : undefined}
          />
          {(conversation.state === "message" || conversation.state === "answered") && (
            <AnswerWay desk={desk} conversation={conversation} />
          )}
          {conversation.state !== "closed" ? (
            <Composer
              unseenLabel
              label={t("counsellor.message.label", { name })}
              placeholder={t("counsellor.message.placeholder")}
              draft={followed.draft.value}
              onDraft={(text) => followed.write(text)}
              onSend={(text) => followed.send(text)}
              onFiles={(files) => followed.sendFiles(files)}
            />
          ) : (
            <Notice icon="check">
              <p>{t("counsellor.closed.text")}</p>
              <Button onClick={() => desk.putAway(followed.id)}>{t("counsellor.put_away")}</Button>
            </Notice>
          )}
        </>
      )}
    </article>
  );
}

/** What is on its way and not in the thread yet. */
function outgoing(followed: Followed): Outgoing[] {
  const { messages } = followed.thread.value;
  return followed.outbox.pending.value
    .filter(({ id }) => !messages.some((message) => message.id === id))
    .map(({ id, text, failed, file }) => ({ id, text, state: failed ? "failed" : "sending", file }));
}

type Asked = "close" | "colleague" | undefined;

function Head({ desk, followed, begun }: Omit<ConversationProps, "shown">) {
  const { t } = useTexts();
  const asked = useSignal<Asked>(undefined);
  const conversation = followed.conversation.value;
  const acts: Act[] = [
    { icon: "person", words: t("counsellor.colleague.invite"), do: () => (asked.value = "colleague") },
    { icon: "leave", words: t("counsellor.close"), do: () => (asked.value = "close") },
  ];
  const ring = (mode: InterviewMode) =>
    void followed.act(async (caller) => {
      const id = newId();
      begun.begin(id, mode);
      const rung = await commands.ring(followed.id, { id, mode }, caller);
      // Both rang at once: it is the visitor's interview, and answered.
      if (rung.id !== id) begun.begin(rung.id, mode);
    });
  return (
    <header class="open-head">
      <div class="open-facts">
        <h2>
          <Who conversation={conversation} />
        </h2>
        <Facts conversation={conversation} />
      </div>
      {conversation.state === "active" && !conversation.interview && (
        <fieldset class="actions" aria-label={t("counsellor.call")}>
          <Button icon="call" onClick={() => ring("audio")}>
            {t("counsellor.call.audio")}
          </Button>
          <Button icon="camera" onClick={() => ring("video")}>
            {t("counsellor.call.video")}
          </Button>
        </fieldset>
      )}
      {conversation.state === "active" && <Menu label={t("counsellor.more")} acts={acts} />}
      {asked.value === "close" && (
        <Sheet
          title={t("counsellor.close.heading")}
          onClose={() => (asked.value = undefined)}
          actions={
            <Button
              kind="danger"
              onClick={() => {
                asked.value = undefined;
                void desk.close(followed.id);
              }}
            >
              {t("counsellor.close")}
            </Button>
          }
        >
          <p>{t("counsellor.close.text")}</p>
        </Sheet>
      )}
      {asked.value === "colleague" && (
        <Invite desk={desk} id={followed.id} onClose={() => (asked.value = undefined)} />
      )}
    </header>
  );
}

/** Asks one of those who are there into the conversation. */
function Invite({ desk, id, onClose }: { desk: Desk; id: string; onClose: () => void }) {
  const { t } = useTexts();
  const there = desk.colleagues.value.filter(
    ({ presence }) => presence === "available" || presence === "busy",
  );
  return (
    <Sheet title={t("counsellor.colleague.invite")} onClose={onClose}>
      {there.length === 0 && <p>{t("counsellor.colleagues.none")}</p>}
      <ul class="cards">
        {there.map((each) => (
          <li key={each.id}>
            <Button
              icon="person"
              onClick={() => {
                onClose();
                void desk.invite(id, each.id);
              }}
            >
              {each.name}
            </Button>
          </li>
        ))}
      </ul>
    </Sheet>
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
