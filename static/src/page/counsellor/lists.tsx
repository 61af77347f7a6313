import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { unread } from "../../state/conversation.ts";
import type { Followed } from "../../state/followed.ts";
import { isQuiet } from "../../state/needs.ts";
import { Button } from "../../view/button.tsx";
import { useFocusHandedOn } from "../../view/focus.ts";
import { Icon } from "../../view/icon.tsx";
import { useNow } from "../../view/now.ts";
import { PresenceWord } from "../../view/presence.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Conversation } from "../../wire/protocol.gen.ts";
import type { Desk } from "./desk.ts";
import { WrapUpSheet } from "./wrapup.tsx";

/** Where the queue begins: at what rings here, if something does. */
export const queueHead = "#offers, #waiting";

/** Who waits besides, in the order in which they should be taken: whoever may serve one may take it. */
export function Waiting({ desk, onTaken }: { desk: Desk; onTaken: () => void }) {
  const { t } = useTexts();
  const now = useNow(5_000);
  const ringing = desk.ringing.value;
  const waiting = desk.waiting.value.filter((each) => !ringing.includes(each));
  const { taken } = desk.queue.value;
  const byColleague = taken && taken.by.id !== desk.reader.id ? taken.by.name : undefined;
  const section = useRef<HTMLElement>(null);
  // A colleague can be faster.
  useFocusHandedOn(section, () => section.current?.querySelector("h2"));
  const take = async (id: string) => {
    await desk.claim(id);
    if (desk.opened.peek() === id) onTaken();
  };
  return (
    <section ref={section} aria-labelledby="waiting">
      <h2 id="waiting" tabIndex={-1}>
        {t("counsellor.waiting")} {waiting.length > 0 && <span class="count">{waiting.length}</span>}
      </h2>
      {waiting.length === 0 && <p class="hint">{t("counsellor.waiting.none")}</p>}
      {desk.me.value?.declared === "offline" && <p class="hint">{t("counsellor.waiting.offline")}</p>}
      <p class="hint" role="status">
        {byColleague && t("counsellor.taken", { name: byColleague })}
      </p>
      <ol class="cards">
        {waiting.map((each) => (
          <li key={each.id} class="card">
            <Who conversation={each} />
            <p class="first">{each.firstMessage}</p>
            <p class="since">
              <Icon of="clock" />
              <Since from={each.waitingSince ?? each.createdAt} now={now} />
              <Rung desk={desk} conversation={each} />
            </p>
            <Button
              kind="main"
              busy={desk.busy.value === each.id}
              aria-label={t("counsellor.take.whose", { text: (each.firstMessage ?? "").slice(0, 60) })}
              onClick={() => void take(each.id)}
            >
              {t("counsellor.take")}
            </Button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** At whom it rings, or that nobody took it. */
function Rung({ desk, conversation: { offer } }: { desk: Desk; conversation: Conversation }) {
  const { t } = useTexts();
  const name = desk.colleagues.value.find(({ id }) => id === offer?.to)?.name;
  if (name) return <span class="tag">{t("counsellor.offer.at", { name })}</span>;
  return offer?.exhaustedAt ? <span class="needs">{t("counsellor.offer.exhausted")}</span> : null;
}

interface WhoProps {
  conversation: Conversation;
  /** The language is said even when it is the page's own. */
  language?: boolean;
}

/** Who a conversation is with, and about what. */
export function Who({ conversation, language: always = false }: WhoProps) {
  const { t, topic, language } = useTexts();
  const { name, language: spoken } = conversation;
  return (
    <p class="who">
      <strong>{name || t("thread.visitor")}</strong>
      {conversation.topic && <span class="tag">{topic(conversation.topic)}</span>}
      {(always || spoken !== language) && <span class="tag">{t(`language.${spoken as "fr"}`)}</span>}
    </p>
  );
}

interface SinceProps {
  from: string;
  now: number;
  words?: "counsellor.since" | "counsellor.unanswered" | "counsellor.visitor_lost";
}

/** How long something has been so. */
export function Since({ from, now, words = "counsellor.since" }: SinceProps) {
  const { t, duration } = useTexts();
  const seconds = Math.max(0, Math.floor((now - Date.parse(from)) / 1000));
  return <span>{t(words, { duration: duration(seconds) })}</span>;
}

/** The counsellor's own conversations, side by side. */
export function Mine({ desk, onOpen }: { desk: Desk; onOpen: () => void }) {
  const { t } = useTexts();
  const mine = desk.mine.value;
  return (
    <section aria-labelledby="mine">
      <h2 id="mine" tabIndex={-1}>
        {t("counsellor.mine")}
      </h2>
      {mine.length === 0 && <p class="hint">{t("counsellor.mine.none")}</p>}
      <ul class="cards">
        {mine.map((followed) => (
          <li key={followed.id}>
            <Own
              desk={desk}
              followed={followed}
              onOpen={() => {
                desk.opened.value = followed.id;
                onOpen();
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

const slow = 120_000;
/** Before that, who writes back is only reading. */
const worthSaying = 30_000;

function Own({ desk, followed, onOpen }: { desk: Desk; followed: Followed; onOpen: () => void }) {
  const { t, count } = useTexts();
  const now = useNow(10_000);
  const { conversation, messages } = followed.thread.value;
  const { unansweredSince, visitorLost, transfer, interview, state, askedAt } = conversation;
  const isOwn = conversation.counsellor?.id === desk.reader.id;
  const news = isOwn ? unread(followed.thread.value, desk.reader) : 0;
  const last = messages.findLast(({ author }) => author !== "system");
  const unanswered = unansweredSince && state === "active" ? now - Date.parse(unansweredSince) : 0;
  const isSlow = isOwn && unanswered > slow;
  const rings = interview?.state === "ringing" && interview.by === "visitor";
  const needs = isSlow || rings || askedAt || desk.unseen.returned.value.has(followed.id);
  return (
    <button
      type="button"
      class={`card own ${needs ? "soon" : ""}`}
      aria-current={desk.opened.value === followed.id}
      onClick={onOpen}
    >
      <Who conversation={conversation} />
      <span class="first">{last?.text ?? last?.attachment?.name ?? conversation.firstMessage}</span>
      <span class="own-state">
        {state === "closed" && <span>{t("counsellor.closed")}</span>}
        {isQuiet(conversation, desk.reader.id) && <span class="tag">{t("counsellor.quiet.here")}</span>}
        {rings && <span class="needs">{t("counsellor.rings")}</span>}
        {interview?.state === "live" && <span>{t("counsellor.in_call")}</span>}
        {transfer && <span>{t("counsellor.transfer.pending")}</span>}
        {followed.writing.value !== undefined && <span>{t("counsellor.writing")}</span>}
        {visitorLost && state === "active" && (
          <Since from={visitorLost} now={now} words="counsellor.visitor_lost" />
        )}
        {unansweredSince && unanswered > worthSaying && (
          <Since from={unansweredSince} now={now} words="counsellor.unanswered" />
        )}
        {news > 0 && <span class="count">{count("counsellor.unread", news)}</span>}
      </span>
    </button>
  );
}

/** What was closed lately and has no outcome yet: it takes twenty seconds, now or later. */
export function ToWrapUp({ desk }: { desk: Desk }) {
  const { t } = useTexts();
  const asked = useSignal<Conversation | undefined>(undefined);
  const open = new Set(desk.mine.value.map(({ id }) => id));
  const left = desk.unwrapped.value.filter(({ id }) => !open.has(id));
  if (left.length === 0 && !asked.value) return null;
  return (
    <section aria-labelledby="to-wrap-up">
      <h2 id="to-wrap-up" tabIndex={-1}>
        {t("counsellor.wrap.due")} {left.length > 0 && <span class="count">{left.length}</span>}
      </h2>
      <ul class="cards">
        {left.map((each) => (
          <li key={each.id} class="card">
            <Who conversation={each} />
            <p class="first">{each.firstMessage}</p>
            <Button
              icon="check"
              aria-label={t("counsellor.wrap.whose", { text: (each.firstMessage ?? "").slice(0, 60) })}
              onClick={() => (asked.value = each)}
            >
              {t("counsellor.wrap")}
            </Button>
          </li>
        ))}
      </ul>
      {asked.value && (
        <WrapUpSheet
          desk={desk}
          conversation={asked.value}
          onDone={() => (asked.value = undefined)}
          onClose={() => (asked.value = undefined)}
        />
      )}
    </section>
  );
}

/** The other counsellors, and whether they are there. */
export function Colleagues({ desk }: { desk: Desk }) {
  const { t } = useTexts();
  const there = desk.colleagues.value.filter((each) => each.presence !== "offline");
  return (
    <section aria-labelledby="colleagues">
      <h2 id="colleagues">{t("counsellor.colleagues")}</h2>
      {there.length === 0 && <p class="hint">{t("counsellor.colleagues.none")}</p>}
      <ul class="colleagues">
        {there.map((each) => (
          <li key={each.id}>
            <span>{each.name}</span>
            <PresenceWord of={each.presence} />
          </li>
        ))}
      </ul>
    </section>
  );
}
