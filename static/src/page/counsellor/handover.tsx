import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Button } from "../../view/button.tsx";
import { faultSentence } from "../../view/fault.ts";
import { Choice } from "../../view/field.tsx";
import { Notice } from "../../view/notice.tsx";
import { PresenceWord } from "../../view/presence.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import { Fault } from "../../wire/fault.ts";
import type { Colleague, Conversation } from "../../wire/protocol.gen.ts";
import type { Handover } from "../../wire/staff.ts";
import * as acts from "./acts.ts";
import type { Desk } from "./desk.ts";
import { hand } from "./icons.ts";

type Kind = "to" | "topic" | "centre";
const kinds: readonly Kind[] = ["to", "topic", "centre"];

/** Who is there stands before who is not. */
const order = ["available", "busy", "away", "unknown", "offline"];
const byPresence = (a: Colleague, b: Colleague) => order.indexOf(a.presence) - order.indexOf(b.presence);

/** Hands a conversation over: to a person, to those of a topic, or to a centre, with a note for who accepts. */
export function HandOver({ desk, id, onClose }: { desk: Desk; id: string; onClose: () => void }) {
  const texts = useTexts();
  const { t, topic } = texts;
  const kind = useSignal<Kind>("to");
  const chosen = useSignal("");
  const note = useSignal("");
  const busy = useSignal(false);
  const fault = useSignal<unknown>(undefined);
  const noteField = useId();
  const network = desk.network.value;
  const isAbsent = fault.value instanceof Fault && fault.value.code === "not_there";
  const send = async (anyway: boolean) => {
    if (!chosen.peek() || busy.peek()) return;
    busy.value = true;
    const wish: Handover = { [kind.peek()]: chosen.peek(), ...(anyway && { anyway }) };
    if (note.peek().trim()) wish.note = note.peek().trim();
    fault.value = await acts.handOver(desk, id, wish);
    busy.value = false;
    if (fault.peek() === undefined) onClose();
  };
  const choose = (what: string) => {
    chosen.value = what;
    fault.value = undefined;
  };
  return (
    <Sheet
      title={t("counsellor.transfer")}
      onClose={onClose}
      actions={
        <Button
          kind="main"
          icon={hand}
          busy={busy.value}
          disabled={!chosen.value}
          onClick={() => void send(isAbsent)}
        >
          {t(isAbsent ? "counsellor.transfer.anyway" : "counsellor.transfer.send")}
        </Button>
      }
    >
      <fieldset class="kinds">
        <legend>{t("counsellor.transfer.whom")}</legend>
        {kinds.map((each) => (
          <button
            key={each}
            type="button"
            class="chip"
            aria-pressed={kind.value === each}
            onClick={() => {
              kind.value = each;
              choose("");
            }}
          >
            {t(`counsellor.transfer.${each}`)}
          </button>
        ))}
      </fieldset>
      {kind.value === "to" && <People desk={desk} chosen={chosen.value} onChoose={choose} />}
      {kind.value === "topic" && (
        <Choice label={t("counsellor.transfer.topic")} value={chosen.value} onValue={choose}>
          <option value="">{t("counsellor.choose")}</option>
          {network?.topics.map((each) => (
            <option key={each} value={each}>
              {topic(each)}
            </option>
          ))}
        </Choice>
      )}
      {kind.value === "centre" && (
        <Choice label={t("counsellor.transfer.centre")} value={chosen.value} onValue={choose}>
          <option value="">{t("counsellor.choose")}</option>
          {network?.centres.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </Choice>
      )}
      <div class="field">
        <label for={noteField}>{t("counsellor.transfer.note")}</label>
        <p class="hint">{t("counsellor.transfer.note.hint")}</p>
        <textarea
          id={noteField}
          rows={2}
          maxLength={1000}
          value={note.value}
          onInput={(event) => (note.value = event.currentTarget.value)}
        />
      </div>
      <div role="alert">
        {fault.value !== undefined && (
          <Notice kind={isAbsent ? "soon" : "bad"} icon="alert">
            <p>{faultSentence(texts, fault.value)}</p>
          </Notice>
        )}
      </div>
      <p class="hint">{t("counsellor.transfer.how")}</p>
    </Sheet>
  );
}

/** What somebody can be asked about, and in what languages: who runs a centre may have neither. */
function serves(
  { topics, languages, coordinator }: Colleague,
  named: (topic: string) => string,
  runs: string,
): string {
  const about = topics.length === 0 && coordinator ? [runs] : topics.map(named);
  return [...about, languages.join(" ").toUpperCase()].filter(Boolean).join(" · ");
}

interface PeopleProps {
  desk: Desk;
  chosen: string;
  onChoose: (id: string) => void;
}

function People({ desk, chosen, onChoose }: PeopleProps) {
  const { t, topic } = useTexts();
  const group = useId();
  const all = [...desk.colleagues.value].sort(byPresence);
  return (
    <fieldset class="people">
      <legend class="unseen">{t("counsellor.transfer.to_whom")}</legend>
      {all.length === 0 && <p>{t("counsellor.colleagues.none")}</p>}
      {all.map((each) => (
        <label key={each.id} class="person">
          <input type="radio" name={group} checked={chosen === each.id} onChange={() => onChoose(each.id)} />
          <span class="person-name">
            {each.name}
            <span class="hint">{serves(each, topic, t("counsellor.coordinator"))}</span>
          </span>
          <PresenceWord of={each.presence} />
          <span class="hint load">
            {each.presence !== "offline" &&
              t("counsellor.load", { chats: each.chats, capacity: each.capacity })}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** What there is to know of a transfer in the open conversation: that it is on its way, or that it came back. */
export function TransferState({ desk, conversation }: { desk: Desk; conversation: Conversation }) {
  const { t, topic } = useTexts();
  const { id, transfer, counsellor } = conversation;
  if (counsellor?.id !== desk.reader.id) return null;
  if (transfer) {
    const centre = desk.network.value?.centres.find((each) => each.id === transfer.centre)?.name;
    const name = transfer.to?.name ?? (transfer.topic ? topic(transfer.topic) : (centre ?? ""));
    return (
      <Notice kind="soon" icon={hand}>
        <p role="status">{t("counsellor.transfer.waits", { name })}</p>
        <Button busy={desk.busy.value === "transfer"} onClick={() => void acts.takeBack(desk, id)}>
          {t("counsellor.transfer.take_back")}
        </Button>
      </Notice>
    );
  }
  if (!desk.unseen.returned.value.has(id)) return null;
  return (
    <Notice kind="soon" icon="alert">
      <p role="status">{t("counsellor.transfer.returned")}</p>
      <Button onClick={() => desk.unseen.see(id)}>{t("counsellor.understood")}</Button>
    </Notice>
  );
}
