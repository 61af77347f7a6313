import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Begun } from "../../call/begun.ts";
import type { Language, Texts } from "../../i18n/texts.ts";
import type { Thread } from "../../state/conversation.ts";
import type { Followed } from "../../state/followed.ts";
import type { Pending } from "../../state/outbox.ts";
import { InterviewView } from "../../view/call/interview.tsx";
import { faultSentence } from "../../view/fault.ts";
import { LanguageSwitch } from "../../view/language.tsx";
import { Later } from "../../view/later.tsx";
import { useNarrow } from "../../view/narrow.ts";
import { Announcements, type Announcer } from "../../view/notice.tsx";
import { SpokenIn, useTexts } from "../../view/texts.tsx";
import type { Outgoing } from "../../view/thread.tsx";
import * as commands from "../../wire/commands.ts";
import { newId } from "../../wire/id.ts";
import type { Socket } from "../../wire/socket.ts";
import { Landing } from "./landing.tsx";
import type { Where } from "./left.tsx";
import { answeredLive } from "./question.ts";
import type { Session } from "./session.ts";
import { type Acts, Talk } from "./talk.tsx";

interface Props {
  texts: ReadonlySignal<Texts>;
  onLanguage: (language: Language) => void;
  session: Session;
  socket: Socket;
  announcer: Announcer;
}

type SheetName = Parameters<Acts["open"]>[0];

const sheets = () => import("./sheets.tsx");
const taking = () => import("./taking.ts");

/** The visitor's page. */
export function App(props: Props) {
  const { texts, session, announcer } = props;
  const sheet = useSignal<SheetName | undefined>(undefined);
  const later = useSignal(false);
  const followed = session.followed.value;
  const fault = session.contactFault.value;
  const open = (name: SheetName) => {
    sheet.value = name;
  };
  return (
    <SpokenIn value={texts}>
      <Bar name={session.network.value?.name} onLanguage={props.onLanguage} />
      {followed ? (
        <Conversation key={followed.id} {...props} followed={followed} open={open} />
      ) : (
        <Landing
          network={session.network.value}
          there={session.there.value}
          question={session.question.value}
          onQuestion={(change) => session.prepare(change)}
          onOpen={(intent) => void session.open(intent)}
          busy={session.busy.value || followed === null}
          contactFault={fault ? faultSentence(texts.value, fault) : undefined}
          onAbout={() => open("about")}
          former={session.conversations.value}
          onFormer={(id) => void session.goTo(id)}
          later={later.value}
          onLater={(wanted) => {
            later.value = wanted;
          }}
        />
      )}
      <Opened
        sheet={sheet.value}
        session={session}
        announcer={announcer}
        onClose={() => (sheet.value = undefined)}
      />
      <Announcements by={announcer} />
    </SpokenIn>
  );
}

function Bar({ name, onLanguage }: { name: string | undefined; onLanguage: (language: Language) => void }) {
  const { t } = useTexts();
  return (
    <header class="bar">
      <p class="name">
        <img src="/icon.svg" alt="" />
        <span>{name ?? t("visitor.name")}</span>
      </p>
      <LanguageSwitch onLanguage={onLanguage} />
    </header>
  );
}

function Conversation(props: Props & { followed: Followed; open: Acts["open"] }) {
  const { session, followed, socket, announcer, open } = props;
  const texts = useTexts();
  const cut = useCut(socket);
  const begun = useMemo(() => new Begun(sessionStorage), []);
  const narrow = useNarrow();
  const wantsPicture = useSignal(true);
  const live = followed.conversation.value.interview?.state === "live";
  const chatHidden = live && narrow && wantsPicture.value;
  useEffect(() => followed.hide(chatHidden), [followed, chatHidden]);
  const where = useWhere(session);
  const { thread } = followed;
  const pending = followed.outbox.pending.value;
  const acts: Acts = {
    draft: (text) => followed.write(text),
    send: (text) => followed.send(text),
    files: (files) => followed.sendFiles(files),
    retry: (id) => followed.outbox.retry(id),
    discard: (id) => followed.outbox.discard(id),
    ring: (mode) =>
      void followed.act(async (caller) => {
        const id = newId();
        begun.begin(id, mode);
        const rung = await commands.ring(followed.id, { id, mode }, caller);
        // Both rang at once: it is the other side's interview, and answered.
        if (rung.id !== id) begun.begin(rung.id, mode);
      }),
    accept: ({ id, mode }) => {
      begun.begin(id, mode);
      void followed.act((caller) => commands.acceptInterview(id, caller));
    },
    take: (time) => void followed.act(async (caller) => (await taking()).takeTime(time, caller)),
    decline: ({ id }) => void followed.act((caller) => commands.declineInterview(id, caller)),
    cancel: ({ id }) => void followed.act((caller) => commands.cancelInterview(id, caller)),
    rate: async (rating) => {
      const done = await followed.act((caller) => commands.rateConversation(followed.id, rating, caller));
      if (done) followed.changed({ ...followed.conversation.peek(), rated: true });
    },
    reopen: () => void session.reopen(),
    startAnew: () => {
      session.startAnew(followed.draft.peek());
      followed.write("");
    },
    leave: (way) => {
      if (way !== session.question.peek().way) session.prepare({ way, contact: "" });
      open("leave");
    },
    open,
    say: announcer.say,
  };
  // Who has come to an appointment goes in at once: they have said so already.
  useEffect(() => {
    const { appointment } = followed.conversation.peek();
    if (!session.arriving.peek() || !appointment) return;
    session.arriving.value = false;
    acts.ring(appointment.mode);
  }, [followed]);
  const shown = {
    conversation: thread.value.conversation,
    messages: thread.value.messages,
    outgoing: outgoing(thread.value, pending),
    place: thread.value.place,
    writing: followed.writing.value,
    draft: followed.draft.value,
    cut,
  };
  const { interview, counsellor } = shown.conversation;
  const unread = shown.messages.filter(
    ({ author, number }) => author === "staff" && number > shown.conversation.readByVisitor,
  ).length;
  const call = interview && interview.state !== "ended" && (
    <InterviewView
      key={interview.id}
      interview={interview}
      socket={socket}
      begun={begun}
      isSelf={({ kind }) => kind === "visitor"}
      name={counsellor?.name ?? texts.t("thread.staff")}
      chat={{
        hidden: chatHidden,
        unread,
        toggle: () => {
          wantsPicture.value = !wantsPicture.value;
        },
      }}
      onHangUp={() => void followed.act((caller) => commands.endInterview(interview.id, caller))}
    />
  );
  return (
    <Talk
      shown={shown}
      acts={acts}
      network={session.network.value}
      live={answeredLive(session.there.value, shown.conversation)}
      where={where}
      call={call}
      chatHidden={chatHidden}
    />
  );
}

/** Where the answer to a question goes, as far as it is said. */
function useWhere(session: Session, left?: () => void): Where {
  const texts = useTexts();
  const fault = session.contactFault.value;
  return {
    question: session.question.value,
    onQuestion: (change) => session.prepare(change),
    onLeave: async () => {
      if (await session.leaveMessage()) left?.();
    },
    fault: fault ? faultSentence(texts, fault) : undefined,
  };
}

/** What is on its way and not in the thread yet. */
function outgoing({ messages }: Thread, pending: readonly Pending[]): Outgoing[] {
  return pending
    .filter(({ id }) => !messages.some((message) => message.id === id))
    .map(({ id, text, failed, file }) => ({ id, text, state: failed ? "failed" : "sending", file }));
}

// A short cut mends itself before anybody needs to know of it.
const worthSaying = 2_000;

/** Whether the page has been without its socket for long enough to say so. */
function useCut(socket: Socket): boolean {
  const cut = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useSignalEffect(() => {
    const open = socket.status.value.is === "open";
    if (open) {
      clearTimeout(timer.current);
      timer.current = undefined;
      cut.value = false;
    } else {
      timer.current ??= setTimeout(() => {
        cut.value = true;
      }, worthSaying);
    }
  });
  useSignalEffect(() => () => clearTimeout(timer.current));
  return cut.value;
}

interface OpenedProps {
  sheet: SheetName | undefined;
  session: Session;
  announcer: Announcer;
  onClose: () => void;
}

/** The sheet that is open. */
function Opened({ sheet, session, announcer, onClose }: OpenedProps) {
  const texts = useTexts();
  const where = useWhere(session, onClose);
  if (!sheet) return null;
  const followed = session.followed.peek();
  const end = () => {
    onClose();
    void followed?.act(async (caller) =>
      followed.changed(await commands.closeConversation(followed.id, caller)),
    );
  };
  const erase = async () => {
    onClose();
    if (await session.erase()) announcer.show(texts.t("visitor.erased"));
  };
  const { contact = "", dueAt } = followed?.conversation.peek() ?? {};
  const mail = (what: "transcript" | "link") => async (to: string) => {
    const wrong = await session.mail(what, to);
    return wrong ? faultSentence(texts, wrong) : undefined;
  };
  return (
    <Later load={sheets}>
      {({ AboutSheet, EndSheet, EraseSheet, LeaveSheet, LinkSheet, TranscriptSheet }) => {
        switch (sheet) {
          case "about":
            return <AboutSheet onClose={onClose} />;
          case "end":
            return <EndSheet onClose={onClose} onEnd={end} />;
          case "erase":
            return <EraseSheet onClose={onClose} onErase={() => void erase()} />;
          case "link":
            return (
              <LinkSheet
                onClose={onClose}
                makeLink={() => session.makeLink()}
                contact={contact}
                send={mail("link")}
              />
            );
          case "transcript":
            return <TranscriptSheet onClose={onClose} contact={contact} send={mail("transcript")} />;
          case "leave":
            return <LeaveSheet onClose={onClose} where={where} dueAt={dueAt} />;
        }
      }}
    </Later>
  );
}
