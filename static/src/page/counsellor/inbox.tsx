import { useSignal } from "@preact/signals";
import { Button } from "../../view/button.tsx";
import { Choice } from "../../view/field.tsx";
import { Icon } from "../../view/icon.tsx";
import { Notice } from "../../view/notice.tsx";
import { useNow } from "../../view/now.ts";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Conversation, FollowUp } from "../../wire/protocol.gen.ts";
import type { HandOn } from "../../wire/resources.ts";
import type { Desk } from "./desk.ts";
import { Who } from "./lists.tsx";

/** Questions that are answered later, in the order in which they are due. */
export function Inbox({ desk, onOpen }: { desk: Desk; onOpen: () => void }) {
  const { t } = useTexts();
  const handing = useSignal<string | undefined>(undefined);
  const inbox = desk.inbox.value;
  const open = async (one: FollowUp) => {
    if (await desk.answerFollowUp(one)) onOpen();
  };
  return (
    <section aria-labelledby="inbox">
      <h2 id="inbox" tabIndex={-1}>
        {t("counsellor.inbox")} {inbox.length > 0 && <span class="count">{inbox.length}</span>}
      </h2>
      {inbox.length === 0 && <p class="hint">{t("counsellor.inbox.none")}</p>}
      <ol class="cards">
        {inbox.map((one) => (
          <li key={one.conversation.id}>
            <Card
              one={one}
              desk={desk}
              onOpen={() => void open(one)}
              onHandOn={() => (handing.value = one.conversation.id)}
            />
          </li>
        ))}
      </ol>
      {handing.value && (
        <HandOnSheet desk={desk} id={handing.value} onClose={() => (handing.value = undefined)} />
      )}
    </section>
  );
}

interface CardProps {
  one: FollowUp;
  desk: Desk;
  onOpen: () => void;
  onHandOn: () => void;
}

function Card({ one, desk, onOpen, onHandOn }: CardProps) {
  const { t } = useTexts();
  const { conversation, way } = one;
  const me = desk.me.value;
  const owner = conversation.counsellor;
  const isMine = owner?.id === me?.id;
  const text = (conversation.firstMessage ?? "").slice(0, 60);
  const act = isMine ? "answer" : "take";
  return (
    <article class={`card follow-up ${one.late ? "late" : one.warn ? "soon" : ""}`}>
      <Who conversation={conversation} />
      <p class="first">{conversation.firstMessage}</p>
      <Due one={one} />
      <p class="since">
        {way && (
          <>
            <Icon of={way === "phone" ? "call" : "message"} /> {t(`counsellor.inbox.way.${way}`)}
          </>
        )}
        {owner && !isMine && <span class="tag">{owner.name}</span>}
      </p>
      <div class="actions">
        <Button
          kind={isMine ? "main" : "plain"}
          busy={desk.busy.value === conversation.id}
          aria-label={t(`counsellor.inbox.whose.${act}`, { text })}
          onClick={onOpen}
        >
          {t(`counsellor.inbox.${act}`)}
        </Button>
        {(isMine || me?.coordinator) && (
          <Button kind="quiet" aria-label={t("counsellor.inbox.hand_on.whose", { text })} onClick={onHandOn}>
            {t("counsellor.inbox.hand_on")}
          </Button>
        )}
      </div>
    </article>
  );
}

/** By when it is to be answered: as a word and an icon, not as a colour alone. */
function Due({ one: { conversation, warn, late } }: { one: FollowUp }) {
  const texts = useTexts();
  const now = useNow(30_000);
  if (!conversation.dueAt) return null;
  const due = new Date(conversation.dueAt);
  // Midnight belongs to the day that it ends.
  if (due.getHours() === 0 && due.getMinutes() === 0) due.setMinutes(-1);
  const when = texts.soon(due, new Date(now));
  const words = late ? "counsellor.inbox.late" : warn ? "counsellor.inbox.soon" : "counsellor.inbox.due";
  return (
    <p class="due">
      <Icon of={late || warn ? "alert" : "clock"} /> {texts.t(words, { when })}
    </p>
  );
}

/** To whom a follow-up is handed on. It stays due when it was. */
function HandOnSheet({ desk, id, onClose }: { desk: Desk; id: string; onClose: () => void }) {
  const { t, topic } = useTexts();
  const chosen = useSignal("");
  const network = desk.network.value;
  const send = (event: Event) => {
    event.preventDefault();
    const to = receiver(chosen.peek());
    if (!to) return;
    onClose();
    void desk.handOn(id, to);
  };
  return (
    <Sheet title={t("counsellor.inbox.hand_on")} onClose={onClose}>
      <form class="stack" onSubmit={send}>
        <p>{t("counsellor.inbox.hand_on.text")}</p>
        <Choice
          label={t("counsellor.inbox.hand_on.to")}
          value={chosen.value}
          onValue={(value) => (chosen.value = value)}
        >
          <option value="">{t("counsellor.inbox.hand_on.choose")}</option>
          <optgroup label={t("counsellor.colleagues")}>
            {desk.colleagues.value.map((each) => (
              <option key={each.id} value={`to:${each.id}`}>
                {each.name}
              </option>
            ))}
          </optgroup>
          <optgroup label={t("counsellor.inbox.hand_on.topic")}>
            {network?.topics.map((each) => (
              <option key={each} value={`topic:${each}`}>
                {topic(each)}
              </option>
            ))}
          </optgroup>
          <optgroup label={t("counsellor.inbox.hand_on.centre")}>
            {network?.centres.map((each) => (
              <option key={each.id} value={`centre:${each.id}`}>
                {each.name}
              </option>
            ))}
          </optgroup>
        </Choice>
        <Button type="submit" kind="main" disabled={!chosen.value}>
          {t("counsellor.inbox.hand_on")}
        </Button>
      </form>
    </Sheet>
  );
}

/** What a choice such as "topic:studies" means. */
function receiver(chosen: string): HandOn | undefined {
  const [kind, value = ""] = chosen.split(":", 2);
  if (kind === "to") return { to: value };
  if (kind === "topic") return { topic: value };
  return kind === "centre" ? { centre: value } : undefined;
}

/** How the answer to an open follow-up reaches the visitor. */
export function AnswerWay({ desk, conversation }: { desk: Desk; conversation: Conversation }) {
  const { t } = useTexts();
  const { contact = "", state, id } = conversation;
  if (state === "answered") {
    return (
      <Notice icon="check">
        <p>{t("counsellor.inbox.answered")}</p>
        <Button onClick={() => desk.putAway(id)}>{t("counsellor.put_away")}</Button>
      </Notice>
    );
  }
  if (contact === "" || contact.includes("@")) {
    return (
      <Notice icon="message">
        <p>{contact ? t("counsellor.inbox.by_mail", { contact }) : t("counsellor.inbox.by_page")}</p>
      </Notice>
    );
  }
  return (
    <Notice icon="call">
      <p>
        {t("counsellor.inbox.by_phone")}{" "}
        <a class="number" href={`tel:${contact.replaceAll(/[^+\d]/g, "")}`}>
          {contact}
        </a>
      </p>
      <Button kind="main" icon="check" onClick={() => void desk.phoned(id)}>
        {t("counsellor.inbox.phoned")}
      </Button>
    </Notice>
  );
}
