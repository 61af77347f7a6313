import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { reference } from "../../state/conversation.ts";
import type { Followed } from "../../state/followed.ts";
import { Button } from "../../view/button.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import { Thread } from "../../view/thread.tsx";
import { anyOf } from "../../wire/anyof.ts";
import type { Conversation, ConversationSnapshot } from "../../wire/protocol.gen.ts";
import * as staff from "../../wire/staff.ts";
import type { Desk } from "./desk.ts";
import { NoteList, Notes } from "./notes.tsx";

/** What is known of a visitor, and what staff noted: the narrow column that folds away. */
export function Facts({ desk, followed }: { desk: Desk; followed: Followed }) {
  const { t } = useTexts();
  const { conversation, notes } = followed.thread.value;
  return (
    <aside class="facts" aria-label={t("counsellor.facts")}>
      <Notes desk={desk} id={followed.id} notes={notes} />
      <Known desk={desk} conversation={conversation} />
      <Former desk={desk} id={followed.id} />
    </aside>
  );
}

function Known({ desk, conversation }: { desk: Desk; conversation: Conversation }) {
  const { t, topic, moment, due } = useTexts();
  const { name, contact, language, centre, createdAt, firstMessage, colleagues, dueAt } = conversation;
  const centreName = desk.network.value?.centres.find((each) => each.id === centre)?.name ?? centre;
  const beside = colleagues?.map((each) =>
    each.quiet ? t("counsellor.quiet", { name: each.name }) : each.name,
  );
  const facts = [
    [t("counsellor.facts.name"), name],
    [t("counsellor.facts.contact"), contact],
    [t("counsellor.facts.topic"), conversation.topic && topic(conversation.topic)],
    [t("counsellor.facts.language"), t(`language.${language as "fr"}`)],
    [t("counsellor.facts.centre"), centreName],
    [t("counsellor.facts.began"), moment(new Date(createdAt))],
    [t("counsellor.facts.reference"), reference(conversation.id)],
    [t("counsellor.facts.due"), dueAt && due(new Date(dueAt))],
    [t("counsellor.facts.first"), firstMessage],
    [t("counsellor.colleagues"), beside?.join(", ")],
  ] as const;
  return (
    <section>
      <h3>{t("counsellor.facts")}</h3>
      <dl>
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

/** What the same visitor asked before. It is read here, never written to. */
function Former({ desk, id }: { desk: Desk; id: string }) {
  const { t, topic, moment } = useTexts();
  const found = useSignal<readonly Conversation[]>([]);
  const read = useSignal<ConversationSnapshot | undefined>(undefined);
  useEffect(() => {
    const left = new AbortController();
    const caller = { ...desk.caller, signal: anyOf(desk.caller.signal, left.signal) };
    staff.getFormer(id, caller).then(
      ({ conversations }) => (found.value = conversations),
      () => undefined, // one who has just gone may not ask: there is nothing to show
    );
    return () => left.abort();
  }, [id]);
  const open = async (former: string) => {
    read.value = await desk.attempt("former", () => staff.getFormerConversation(id, former, desk.caller));
  };
  return (
    <section>
      <h3>{t("counsellor.former")}</h3>
      {found.value.length === 0 && <p class="hint">{t("counsellor.former.none")}</p>}
      <ul class="cards">
        {found.value.map((each) => (
          <li key={each.id}>
            <button type="button" class="card own" onClick={() => void open(each.id)}>
              <span class="who">
                {each.topic && <span class="tag">{topic(each.topic)}</span>}
                <span class="hint">{moment(new Date(each.createdAt))}</span>
              </span>
              <span class="first">{each.firstMessage}</span>
            </button>
          </li>
        ))}
      </ul>
      {read.value && (
        <FormerThread desk={desk} snapshot={read.value} onClose={() => (read.value = undefined)} />
      )}
    </section>
  );
}

interface FormerProps {
  desk: Desk;
  snapshot: ConversationSnapshot;
  onClose: () => void;
}

function FormerThread({ desk, snapshot, onClose }: FormerProps) {
  const { t, moment } = useTexts();
  const { conversation, messages, notes = [] } = snapshot;
  return (
    <Sheet
      title={t("counsellor.former.of", { moment: moment(new Date(conversation.createdAt)) })}
      onClose={onClose}
      actions={<Button onClick={onClose}>{t("action.close")}</Button>}
    >
      {notes.length > 0 && <NoteList notes={notes} />}
      <Thread
        messages={messages}
        outgoing={[]}
        reader="staff"
        me={desk.reader.id}
        readUpTo={conversation.readByVisitor}
        onRetry={() => undefined}
        onDiscard={() => undefined}
      />
    </Sheet>
  );
}
