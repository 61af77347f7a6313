import { useEffect, useState } from "preact/hooks";
import { unread } from "../../state/conversation.ts";
import type { Followed } from "../../state/followed.ts";
import { Button } from "../../view/button.tsx";
import { Icon } from "../../view/icon.tsx";
import { PresenceWord } from "../../view/presence.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Conversation } from "../../wire/protocol.gen.ts";
import type { Desk } from "./desk.ts";

/** The time, for words that change by themselves. */
export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** Who waits, in the order in which they should be taken, and who asks a colleague in. */
export function Waiting({ desk, onTaken }: { desk: Desk; onTaken: () => void }) {
  const { t } = useTexts();
  const now = useNow(5_000);
  const waiting = desk.waiting.value;
  const { invitations, taken } = desk.queue.value;
  const byColleague = taken && taken.by.id !== desk.reader.id ? taken.by.name : undefined;
  const take = async (id: string) => {
    await desk.claim(id);
    if (desk.opened.peek() === id) onTaken();
  };
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting" tabIndex={-1}>
        {t("counsellor.waiting")} {waiting.length > 0 && <span class="count">{waiting.length}</span>}
      </h2>
      {invitations.map(({ conversation, by }) => (
        <article key={conversation.id} class="card soon">
          <p>{t("counsellor.invited", { name: by.name })}</p>
          <Button
            kind="main"
            busy={desk.busy.value === conversation.id}
            onClick={() => void desk.accept(conversation.id).then(onTaken)}
          >
            {t("counsellor.invited.accept")}
          </Button>
        </article>
      ))}
      {waiting.length === 0 && <p class="hint">{t("counsellor.waiting.none")}</p>}
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

/** Who a conversation is with, and about what. */
export function Who({ conversation }: { conversation: Conversation }) {
  const { t, topic, language } = useTexts();
  const { name, language: spoken } = conversation;
  return (
    <p class="who">
      <strong>{name || t("thread.visitor")}</strong>
      {conversation.topic && <span class="tag">{topic(conversation.topic)}</span>}
      {spoken !== language && <span class="tag">{t(`language.${spoken as "fr"}`)}</span>}
    </p>
  );
}

interface SinceProps {
  from: string;
  now: number;
  words?: "counsellor.since" | "counsellor.unanswered";
}

function Since({ from, now, words = "counsellor.since" }: SinceProps) {
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

function Own({ desk, followed, onOpen }: { desk: Desk; followed: Followed; onOpen: () => void }) {
  const { t, count } = useTexts();
  const now = useNow(10_000);
  const { conversation, messages } = followed.thread.value;
  const news = unread(followed.thread.value, desk.reader);
  const last = messages.findLast(({ author }) => author !== "system");
  const waits = last?.author === "visitor" && conversation.state === "active";
  const isSlow = waits && now - Date.parse(last.at) > slow;
  const rings = conversation.interview?.state === "ringing" && conversation.interview.by === "visitor";
  return (
    <button
      type="button"
      class={`card own ${isSlow || rings ? "soon" : ""}`}
      aria-current={desk.opened.value === followed.id}
      onClick={onOpen}
    >
      <Who conversation={conversation} />
      <span class="first">{last?.text ?? last?.attachment?.name ?? conversation.firstMessage}</span>
      <span class="own-state">
        {conversation.state === "closed" && <span>{t("counsellor.closed")}</span>}
        {rings && <span class="needs">{t("counsellor.rings")}</span>}
        {conversation.interview?.state === "live" && <span>{t("counsellor.in_call")}</span>}
        {followed.writing.value !== undefined && <span>{t("counsellor.writing")}</span>}
        {waits && <Since from={last.at} now={now} words="counsellor.unanswered" />}
        {news > 0 && <span class="count">{count("counsellor.unread", news)}</span>}
      </span>
    </button>
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
