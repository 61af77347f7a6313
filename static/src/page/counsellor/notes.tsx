import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { loadDraft, noteDraft, saveDraft } from "../../state/draft.ts";
import { Button } from "../../view/button.tsx";
import { Icon } from "../../view/icon.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Note } from "../../wire/protocol.gen.ts";
import { maxText } from "../../wire/protocol.gen.ts";
import * as acts from "./acts.ts";
import type { Desk } from "./desk.ts";
import { lock } from "./icons.ts";

/** What staff wrote for one another. It looks like nothing that the visitor could see. */
export function NoteList({ notes }: { notes: readonly Note[] }) {
  const { time, moment } = useTexts();
  return (
    <ol class="notes">
      {notes.map((each) => (
        <li key={each.id} class="note">
          <p class="note-by">
            <strong>{each.by.name}</strong>
            <time dateTime={each.at}>
              {isToday(each.at) ? time(new Date(each.at)) : moment(new Date(each.at))}
            </time>
          </p>
          <p class="note-text" dir="auto">
            {each.text}
          </p>
        </li>
      ))}
    </ol>
  );
}

const isToday = (at: string) => new Date(at).toDateString() === new Date().toDateString();

interface Props {
  desk: Desk;
  id: string;
  notes: readonly Note[];
}

/** The notes of a conversation, away from its thread and its box: a note is never sent by mistake. */
export function Notes({ desk, id, notes }: Props) {
  const { t } = useTexts();
  const field = useId();
  const draft = useSignal(loadDraft(noteDraft(id)));
  const write = (text: string) => {
    draft.value = text;
    saveDraft(noteDraft(id), text);
  };
  useEffect(() => desk.unseen.seeNotes(id, notes.length), [notes.length]);
  const send = async () => {
    const text = draft.peek().trim();
    if (text && (await acts.note(desk, id, text))) write("");
  };
  return (
    <section class="staff-notes" aria-labelledby={`${field}-heading`}>
      <h3 id={`${field}-heading`}>
        <Icon of={lock} />
        <span>{t("counsellor.notes")}</span>
      </h3>
      <p class="hint">{t("counsellor.notes.hint")}</p>
      <NoteList notes={notes} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label for={field}>{t("counsellor.notes.label")}</label>
        <textarea
          id={field}
          class="note-box"
          rows={2}
          maxLength={maxText}
          value={draft.value}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void send();
          }}
        />
        <Button type="submit" icon={lock} busy={desk.busy.value === "note"}>
          {t("counsellor.notes.add")}
        </Button>
      </form>
    </section>
  );
}
