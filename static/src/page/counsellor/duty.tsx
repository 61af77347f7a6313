import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Followed } from "../../state/followed.ts";
import { Button } from "../../view/button.tsx";
import { Icon, type IconName } from "../../view/icon.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Declared, Me } from "../../wire/resources.ts";
import type { Desk } from "./desk.ts";
import { HandOver } from "./handover.tsx";
import { hand, pause } from "./icons.ts";
import { Who } from "./lists.tsx";
import { WrapUpSheet } from "./wrapup.tsx";

const declarable: readonly Declared[] = ["available", "busy", "away", "offline"];

const icons: Record<Declared, IconName> = {
  available: "present",
  busy: pause,
  away: "away",
  offline: "personOff",
};

interface Props {
  desk: Desk;
  me: Me;
  /** The counsellor wants to be off duty. */
  onOffline: () => void;
}

/** Whether new chats are welcome: one large switch, each position with its word. */
export function Duty({ desk, me, onOffline }: Props) {
  const { t } = useTexts();
  const group = useId();
  const choose = (chosen: Declared) => {
    if (chosen === "offline") onOffline();
    else void desk.declare(chosen);
  };
  return (
    <fieldset class="duty">
      <legend class="unseen">{t("counsellor.presence")}</legend>
      {declarable.map((each) => (
        <label
          key={each}
          class={`duty-choice ${each} ${me.declared === each ? "chosen" : ""}`}
          title={t(`counsellor.duty.${each}.text`)}
        >
          <input
            type="radio"
            name={group}
            value={each}
            checked={me.declared === each}
            aria-describedby={`${group}-${each}`}
            onClick={(event) => {
              // What is shown is what the server knows, not what was clicked.
              if (me.declared !== each) event.preventDefault();
              choose(each);
            }}
          />
          <Icon of={icons[each]} />
          <span>{t(`counsellor.duty.${each}`)}</span>
        </label>
      ))}
      <div hidden>
        {declarable.map((each) => (
          <p key={each} id={`${group}-${each}`}>
            {t(`counsellor.duty.${each}.text`)}
          </p>
        ))}
      </div>
    </fieldset>
  );
}

type Act = { is: "hand" | "follow"; id: string } | undefined;

interface LeavingProps {
  desk: Desk;
  /** What is done when nobody is left: off duty, or signed out. */
  words: string;
  onLeave: () => void;
  onClose: () => void;
}

/** The end of duty while people wait for an answer: each of them is finished, handed over, or promised an answer. */
export function Leaving({ desk, words, onLeave, onClose }: LeavingProps) {
  const { t, count } = useTexts();
  const act = useSignal<Act>(undefined);
  const open = desk.owned.value;
  const done = () => (act.value = undefined);
  if (act.value?.is === "hand") return <HandOver desk={desk} id={act.value.id} onClose={done} />;
  if (act.value?.is === "follow") {
    const { id } = act.value;
    const followed = desk.find(id);
    const conversation = followed?.conversation.peek();
    return conversation ? (
      <WrapUpSheet
        desk={desk}
        conversation={conversation}
        next="follow_up"
        onDone={() => {
          done();
          void desk.close(id);
        }}
        onClose={done}
      />
    ) : null;
  }
  return (
    <Sheet
      title={t("counsellor.leaving.heading")}
      onClose={onClose}
      actions={
        <>
          <Button kind={open.length === 0 ? "main" : "plain"} onClick={onLeave}>
            {open.length === 0 ? words : t("counsellor.leaving.anyway")}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t("counsellor.leaving.stay")}
          </Button>
        </>
      }
    >
      <p>
        {open.length === 0 ? t("counsellor.leaving.none") : count("counsellor.leaving.text", open.length)}
      </p>
      <ul class="cards">
        {open.map((each) => (
          <li key={each.id} class="card">
            <Left
              followed={each}
              onFinish={() => void desk.close(each.id)}
              onHandOver={() => (act.value = { is: "hand", id: each.id })}
              onFollowUp={() => (act.value = { is: "follow", id: each.id })}
            />
          </li>
        ))}
      </ul>
      {open.length > 0 && <p class="hint">{t("counsellor.leaving.anyway.text")}</p>}
    </Sheet>
  );
}

interface LeftProps {
  followed: Followed;
  onFinish: () => void;
  onHandOver: () => void;
  onFollowUp: () => void;
}

function Left({ followed, onFinish, onHandOver, onFollowUp }: LeftProps) {
  const { t } = useTexts();
  const { conversation, messages } = followed.thread.value;
  const last = messages.findLast(({ author }) => author !== "system");
  return (
    <>
      <Who conversation={conversation} />
      <p class="first">{last?.text ?? conversation.firstMessage}</p>
      {conversation.transfer && <p class="hint">{t("counsellor.transfer.pending")}</p>}
      <div class="actions">
        <Button icon="check" onClick={onFinish}>
          {t("counsellor.leaving.finish")}
        </Button>
        <Button icon={hand} onClick={onHandOver}>
          {t("counsellor.leaving.hand_over")}
        </Button>
        <Button icon="clock" onClick={onFollowUp}>
          {t("counsellor.leaving.follow_up")}
        </Button>
      </div>
    </>
  );
}
