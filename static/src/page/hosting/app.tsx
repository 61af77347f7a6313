import { type ReadonlySignal, useSignal } from "@preact/signals";
import { enteredBefore } from "../../call/entered.ts";
import type { Language, Texts } from "../../i18n/texts.ts";
import { isOver } from "../../state/gathering.ts";
import { LanguageSwitch } from "../../view/language.tsx";
import { Later } from "../../view/later.tsx";
import type { HostActs } from "../../view/meeting/shown.ts";
import { Announcements, type Announcer } from "../../view/notice.tsx";
import { SignIn } from "../../view/signin.tsx";
import { SpokenIn, useTexts } from "../../view/texts.tsx";
import * as hosting from "../../wire/hosting.ts";
import type { Meeting } from "../../wire/protocol.gen.ts";
import { Arranged } from "./arranged.tsx";
import { List } from "./list.tsx";
import type { Programme } from "./programme.ts";

interface Props {
  texts: ReadonlySignal<Texts>;
  programme: Programme;
  announcer: Announcer;
  onLanguage: (language: Language) => void;
}

// Nothing that knows media is loaded before somebody enters.
const joining = () => import("../../view/meeting/joining.tsx");

/** The page of those who arrange and hold group meetings. */
export function App({ texts, programme, announcer, onLanguage }: Props) {
  const me = programme.me.value;
  return (
    <SpokenIn value={texts}>
      {me && <Page programme={programme} announcer={announcer} onLanguage={onLanguage} />}
      {me === null && (
        <SignIn
          isExpired={programme.expired.value}
          onSend={(email, password) => programme.signIn(email, password)}
          onLanguage={onLanguage}
        />
      )}
      <Announcements by={announcer} />
    </SpokenIn>
  );
}

function Page({ programme, announcer, onLanguage }: Omit<Props, "texts">) {
  const { t } = useTexts();
  // Who was inside is inside again after a reload.
  const entered = useSignal(enteredBefore(programme.opened.peek(), sessionStorage)?.id);
  const meeting = programme.find(programme.opened.value);
  const self = meeting?.hosts.find(({ id }) => id === programme.me.value?.id)?.participant;
  if (meeting && self && entered.value === meeting.id && !isOver(meeting)) {
    const leave = () => {
      entered.value = undefined;
      void programme.refresh();
    };
    return <Entered {...{ meeting, self, programme, announcer }} onLeave={leave} />;
  }
  return (
    <>
      <header class="bar">
        <a class="name" href="/counsellor">
          <img src="/icon.svg" alt="" />
          <span>{t("hosting.home")}</span>
        </a>
        <LanguageSwitch onLanguage={onLanguage} />
      </header>
      {meeting ? (
        <Arranged
          key={meeting.id}
          programme={programme}
          meeting={meeting}
          onEnter={self ? () => (entered.value = meeting.id) : undefined}
        />
      ) : (
        <List programme={programme} />
      )}
    </>
  );
}

interface EnteredProps extends Pick<Props, "programme" | "announcer"> {
  meeting: Meeting;
  self: string;
  onLeave: () => void;
}

function Entered({ meeting, self, programme, announcer, onLeave }: EnteredProps) {
  const { t } = useTexts();
  const socket = programme.socket.value;
  if (!socket) return null;
  return (
    <Later load={joining} meanwhile={<p role="status">{t("meeting.room.loading")}</p>}>
      {({ Joining }) => (
        <Joining
          {...{ meeting, self, socket, announcer, onLeave }}
          as="staff"
          failed={programme.failed}
          host={hostActs(programme, meeting.id)}
          onEnter={async () => true}
        />
      )}
    </Later>
  );
}

/** What a host does is told to all by the meeting's stream, also to this page. */
function hostActs(programme: Programme, id: string): HostActs {
  const act = (command: () => Promise<unknown>) => void programme.run(command);
  const { caller } = programme;
  return {
    admit: (people) => act(() => hosting.admit(id, people, caller)),
    open: () => act(() => hosting.openMeeting(id, caller)),
    end: () => act(() => hosting.endMeeting(id, caller)),
    steer: (steering) => act(() => hosting.steer(id, steering, caller)),
    letSpeak: (person, speaks) => act(() => hosting.letSpeak(id, person, speaks, caller)),
    remove: (person) => act(() => hosting.removePerson(id, person, caller)),
    colleagues: programme.colleagues.value,
    nameHost: (colleague) => act(() => hosting.nameHost(id, colleague, caller)),
    dismissHost: (colleague) => act(() => hosting.dismissHost(id, colleague, caller)),
  };
}
