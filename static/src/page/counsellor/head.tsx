import type { Begun } from "../../call/begun.ts";
import type { Followed } from "../../state/followed.ts";
import { Button } from "../../view/button.tsx";
import { Later } from "../../view/later.tsx";
import { type Act, Menu } from "../../view/menu.tsx";
import { PresenceWord } from "../../view/presence.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import * as commands from "../../wire/commands.ts";
import { newId } from "../../wire/id.ts";
import type { InterviewMode } from "../../wire/protocol.gen.ts";
import * as acts from "./acts.ts";
import type { Desk } from "./desk.ts";
import { HandOver } from "./handover.tsx";
import { calendar, ear, hand, info } from "./icons.ts";
import { Who } from "./lists.tsx";
import type { Panels } from "./panels.ts";
import { WrapUpSheet } from "./wrapup.tsx";

const offering = () => import("./agenda/offer.tsx");

interface Props {
  desk: Desk;
  followed: Followed;
  begun: Begun;
  panels: Panels;
}

/** Who the open conversation is with, and what can be done with it. */
export function Head({ desk, followed, begun, panels }: Props) {
  const { t } = useTexts();
  const { conversation, notes } = followed.thread.value;
  const isOwn = conversation.counsellor?.id === desk.reader.id;
  const isActive = conversation.state === "active";
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
      <h2>
        <Who conversation={conversation} />
      </h2>
      {isActive && isOwn && !conversation.interview && (
        <fieldset class="actions" aria-label={t("counsellor.call")}>
          <Button icon="call" onClick={() => ring("audio")}>
            {t("counsellor.call.audio")}
          </Button>
          <Button icon="camera" onClick={() => ring("video")}>
            {t("counsellor.call.video")}
          </Button>
        </fieldset>
      )}
      <Button
        icon={info}
        aria-expanded={panels.facts.value}
        aria-label={t("counsellor.facts.show", { count: notes.length })}
        onClick={() => panels.fold()}
      >
        {t("counsellor.facts.short")}
        {notes.length > 0 && ` (${notes.length})`}
      </Button>
      {isActive && (
        <Menu label={t("counsellor.more")} acts={isOwn ? own(panels, t) : guest(desk, followed.id, t)} />
      )}
    </header>
  );
}

type T = ReturnType<typeof useTexts>["t"];

function own({ asked }: Panels, t: T): Act[] {
  return [
    { icon: hand, words: t("counsellor.transfer"), do: () => (asked.value = "transfer") },
    { icon: ear, words: t("counsellor.advice"), do: () => (asked.value = "advice") },
    { icon: "person", words: t("counsellor.colleague.invite"), do: () => (asked.value = "colleague") },
    { icon: calendar, words: t("agenda.offer"), do: () => (asked.value = "times") },
    { icon: "check", words: t("counsellor.wrap"), do: () => (asked.value = "wrap-up") },
    { icon: "leave", words: t("counsellor.close"), do: () => (asked.value = "close") },
  ];
}

function guest(desk: Desk, id: string, t: T): Act[] {
  return [{ icon: "leave", words: t("counsellor.depart"), do: () => void acts.depart(desk, id) }];
}

/** What is asked before it is done. */
export function Sheets({ desk, followed, panels }: Omit<Props, "begun">) {
  const { t } = useTexts();
  const { asked } = panels;
  const { id } = followed;
  const close = () => {
    asked.value = undefined;
  };
  switch (asked.value) {
    case "transfer":
      return <HandOver desk={desk} id={id} onClose={close} />;
    case "wrap-up":
      return (
        <WrapUpSheet desk={desk} conversation={followed.conversation.value} onDone={close} onClose={close} />
      );
    case "times":
      return (
        <Later load={offering}>
          {({ OfferSheet }) => (
            <OfferSheet desk={desk} conversation={followed.conversation.value} onClose={close} />
          )}
        </Later>
      );
    case "advice":
    case "colleague":
      return <Invite desk={desk} id={id} quiet={asked.value === "advice"} onClose={close} />;
    case "close":
      return (
        <Sheet
          title={t("counsellor.close.heading")}
          onClose={close}
          actions={
            <Button
              kind="danger"
              onClick={() => {
                close();
                void desk.close(id);
              }}
            >
              {t("counsellor.close")}
            </Button>
          }
        >
          <p>{t("counsellor.close.text")}</p>
        </Sheet>
      );
    default:
      return null;
  }
}

interface InviteProps {
  desk: Desk;
  id: string;
  quiet: boolean;
  onClose: () => void;
}

/** Asks one of those who are there: into the conversation, or for advice that the visitor does not see. */
function Invite({ desk, id, quiet, onClose }: InviteProps) {
  const { t } = useTexts();
  const there = desk.colleagues.value.filter(
    ({ presence }) => presence === "available" || presence === "busy",
  );
  return (
    <Sheet title={t(quiet ? "counsellor.advice" : "counsellor.colleague.invite")} onClose={onClose}>
      <p>{t(quiet ? "counsellor.advice.text" : "counsellor.colleague.text")}</p>
      {there.length === 0 && <p>{t("counsellor.colleagues.none")}</p>}
      <ul class="cards">
        {there.map((each) => (
          <li key={each.id} class="colleague">
            <Button
              icon={quiet ? ear : "person"}
              onClick={() => {
                onClose();
                void acts.invite(desk, id, each.id, quiet);
              }}
            >
              {each.name}
            </Button>
            <PresenceWord of={each.presence} />
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
