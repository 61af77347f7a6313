import { useSignal } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { languages as everyLanguage, type Language, speak, type Texts } from "../../i18n/texts.ts";
import type { Followed } from "../../state/followed.ts";
import { filled, inserted, type Known, matching, textIn, tokenAt } from "../../state/replies.ts";
import { Button } from "../../view/button.tsx";
import { Composer } from "../../view/composer.tsx";
import { Icon } from "../../view/icon.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Me, Reply } from "../../wire/resources.ts";
import type { Desk } from "./desk.ts";

interface Props {
  desk: Desk;
  me: Me;
  followed: Followed;
  label: string;
}

/** The box to answer in. A slash opens the canned replies, in the visitor's language. */
export function Answer({ desk, me, followed, label }: Props) {
  const { t, language } = useTexts();
  const box = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const caret = useSignal(0);
  const at = useSignal(0);
  const closedFor = useSignal<string | undefined>(undefined);
  const asked = useSignal<Reply | undefined>(undefined);
  const select = useRef<{ from: number; to: number } | undefined>(undefined);
  const draft = followed.draft.value;
  const wanted = followed.conversation.value.language as Language;
  const token = tokenAt(draft, caret.value);
  const found =
    token && closedFor.value !== token.query ? matching(desk.book.all.value, token.query).slice(0, 8) : [];
  const chosen = found[Math.min(at.value, found.length - 1)];
  const others = [language, ...everyLanguage];

  useLayoutEffect(() => {
    const range = select.current;
    select.current = undefined;
    if (range) box.current?.setSelectionRange(range.from, range.to);
  }, [draft]);

  const insert = (reply: Reply) => {
    const said = textIn(reply, wanted, others);
    if (!token || !said) return;
    const text = filled(said.text, known(desk, me, followed, said.language));
    const now = inserted(draft, token, text);
    select.current = now;
    caret.value = now.to;
    asked.value = undefined;
    followed.write(now.draft);
    box.current?.focus();
  };
  // Another language than the visitor's is said first, and inserted only then.
  const choose = (reply: Reply) => {
    const isMissing = textIn(reply, wanted, others)?.language !== wanted;
    if (isMissing && asked.peek() !== reply) asked.value = reply;
    else insert(reply);
  };
  const close = () => {
    closedFor.value = token?.query;
    asked.value = undefined;
  };
  const pressed = (event: KeyboardEvent): boolean => {
    if (!chosen) return false;
    if (event.key === "ArrowDown") at.value = (at.peek() + 1) % found.length;
    else if (event.key === "ArrowUp") at.value = (at.peek() + found.length - 1) % found.length;
    else if (event.key === "Enter" && !event.isComposing) choose(asked.peek() ?? chosen);
    else if (event.key === "Escape" && asked.peek()) asked.value = undefined;
    else if (event.key === "Escape") close();
    else return false;
    if (event.key.startsWith("Arrow")) asked.value = undefined;
    return true;
  };
  return (
    <div class="answer">
      {found.length > 0 && (
        <div class="replies">
          <div
            id={list}
            class="reply-list"
            role="listbox"
            aria-label={t("counsellor.replies")}
            aria-activedescendant={chosen && `${list}-${chosen.id}`}
            // It scrolls, and so it is reached by Tab, too; the keys are the same there.
            tabIndex={0}
            onKeyDown={(event) => pressed(event) && event.preventDefault()}
          >
            {found.map((each) => (
              <Choosable
                key={each.id}
                id={`${list}-${each.id}`}
                reply={each}
                wanted={wanted}
                others={others}
                words={(said) => filled(said.text, known(desk, me, followed, said.language))}
                isChosen={each === chosen}
                onChoose={() => choose(each)}
              />
            ))}
          </div>
          <div role="alert">
            {asked.value && (
              <Missing
                reply={asked.value}
                wanted={wanted}
                others={others}
                onInsert={() => asked.peek() && insert(asked.peek() as Reply)}
                onCancel={() => (asked.value = undefined)}
              />
            )}
          </div>
        </div>
      )}
      <Composer
        unseenLabel
        box={box}
        label={label}
        placeholder={t("counsellor.message.placeholder")}
        draft={draft}
        assist={{ list: found.length > 0 ? list : undefined, active: chosen && `${list}-${chosen.id}` }}
        onKey={pressed}
        onDraft={(text, position) => {
          caret.value = position;
          at.value = 0;
          asked.value = undefined;
          if (closedFor.peek() !== tokenAt(text, position)?.query) closedFor.value = undefined;
          followed.write(text);
        }}
        onSend={(text) => followed.send(text)}
        onFiles={(files) => followed.sendFiles(files)}
      />
    </div>
  );
}

interface ChoosableProps {
  id: string;
  reply: Reply;
  wanted: Language;
  others: readonly Language[];
  /** The text as it would be inserted. */
  words: (said: { text: string; language: Language }) => string;
  isChosen: boolean;
  onChoose: () => void;
}

function Choosable({ id, reply, wanted, others, words, isChosen, onChoose }: ChoosableProps) {
  const { t } = useTexts();
  const option = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (isChosen) option.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  const said = textIn(reply, wanted, others);
  if (!said) return null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the box's, which has the focus
    // biome-ignore lint/a11y/useFocusableInteractive: the box has the focus, and names the chosen one
    <div ref={option} id={id} role="option" aria-selected={isChosen} class="reply" onClick={onChoose}>
      <strong>/{reply.shortcut}</strong>
      {said.language !== wanted && (
        <span class="tag missing">
          <Icon of="alert" />
          <span>{t("counsellor.replies.missing", { language: t(`language.${said.language}`) })}</span>
        </span>
      )}
      <span class="reply-text" lang={said.language}>
        {words(said)}
      </span>
    </div>
  );
}

interface MissingProps {
  reply: Reply;
  wanted: Language;
  others: readonly Language[];
  onInsert: () => void;
  onCancel: () => void;
}

function Missing({ reply, wanted, others, onInsert, onCancel }: MissingProps) {
  const { t } = useTexts();
  const language = t(`language.${textIn(reply, wanted, others)?.language ?? wanted}`);
  return (
    <div class="notice soon">
      <Icon of="alert" />
      <div>
        <p>{t("counsellor.replies.missing.text", { wanted: t(`language.${wanted}`), language })}</p>
        <div class="actions">
          <Button kind="main" onClick={onInsert}>
            {t("counsellor.replies.insert", { language })}
          </Button>
          <Button onClick={onCancel}>{t("action.cancel")}</Button>
        </div>
      </div>
    </div>
  );
}

/** What the variables of a reply stand for here, with its dates as its own language says them. */
function known(desk: Desk, me: Me, followed: Followed, language: Language): Known {
  const { name, dueAt } = followed.conversation.peek();
  const network = desk.network.peek();
  const says = speak(language, {});
  const centre = network?.centres.find((each) => each.id === me.centre)?.name;
  const opens = network?.availability.opensAt;
  const answerBy = dueAt ?? network?.availability.answerBy;
  return {
    counsellor: me.name,
    ...(name && { visitor: name }),
    ...(centre && { centre }),
    ...(opens && { next_opening: says.moment(new Date(opens)) }),
    ...(answerBy && { answer_by: lastDay(says, new Date(answerBy)) }),
  };
}

/** By when, as a moment; a day that ends at midnight is that day. */
function lastDay({ day, moment }: Texts, at: Date): string {
  const isMidnight = at.getHours() + at.getMinutes() === 0;
  return isMidnight ? day(new Date(at.getTime() - 1)) : moment(at);
}
