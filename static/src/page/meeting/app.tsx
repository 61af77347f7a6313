import { type ReadonlySignal, useSignal } from "@preact/signals";
import { enteredBefore } from "../../call/entered.ts";
import type { Language, Texts } from "../../i18n/texts.ts";
import { isOver } from "../../state/gathering.ts";
import { LanguageSwitch } from "../../view/language.tsx";
import { Later } from "../../view/later.tsx";
import { Announcements, type Announcer } from "../../view/notice.tsx";
import { SpokenIn, useTexts } from "../../view/texts.tsx";
import type { Meeting } from "../../wire/protocol.gen.ts";
import type { Socket } from "../../wire/socket.ts";
import { List } from "./list.tsx";
import { MeetingView } from "./one.tsx";
import type { Visit } from "./visit.ts";

interface Props {
  texts: ReadonlySignal<Texts>;
  visit: Visit;
  socket: Socket;
  announcer: Announcer;
  onLanguage: (language: Language) => void;
}

// Nothing that knows media is loaded before somebody enters.
const joining = () => import("../../view/meeting/joining.tsx");

/** The public page of group meetings. */
export function App({ texts, visit, socket, announcer, onLanguage }: Props) {
  // Who was inside is inside again after a reload.
  const entering = useSignal(enteredBefore(visit.id, sessionStorage) !== undefined);
  const meeting = visit.meeting.value;
  const isOpen = meeting && !isOver(meeting) && meeting.mine?.door !== "removed";
  const self = isOpen ? meeting.mine?.participant : undefined;
  return (
    <SpokenIn value={texts}>
      {meeting && self && entering.value ? (
        <Entered
          {...{ meeting, self, socket, visit, announcer }}
          onLeave={() => {
            entering.value = false;
            void visit.refresh();
          }}
        />
      ) : (
        <>
          <Bar onLanguage={onLanguage} />
          {meeting === undefined ? (
            <List visit={visit} />
          ) : (
            <MeetingView
              visit={visit}
              meeting={meeting}
              onEnter={() => {
                entering.value = true;
              }}
            />
          )}
        </>
      )}
      <Announcements by={announcer} />
    </SpokenIn>
  );
}

interface EnteredProps extends Pick<Props, "visit" | "socket" | "announcer"> {
  meeting: Meeting;
  self: string;
  onLeave: () => void;
}

function Entered({ meeting, self, visit, socket, announcer, onLeave }: EnteredProps) {
  const { t } = useTexts();
  const meanwhile = (
    <main class="column">
      <p role="status">{t("meeting.room.loading")}</p>
    </main>
  );
  return (
    <Later load={joining} meanwhile={meanwhile}>
      {({ Joining }) => (
        <Joining
          {...{ meeting, self, socket, announcer, onLeave }}
          as="visitor"
          failed={visit.failed}
          onEnter={() => visit.knock()}
        />
      )}
    </Later>
  );
}

function Bar({ onLanguage }: Pick<Props, "onLanguage">) {
  const { t } = useTexts();
  return (
    <header class="bar">
      <a class="name" href="/">
        <img src="/icon.svg" alt="" />
        <span>{t("meeting.home")}</span>
      </a>
      <LanguageSwitch onLanguage={onLanguage} />
    </header>
  );
}
