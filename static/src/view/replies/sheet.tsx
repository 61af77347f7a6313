import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { type Language, languages } from "../../i18n/texts.ts";
import { unknownIn, type Variable, variables } from "../../state/replies.ts";
import type { ReplyBook } from "../../state/replybook.ts";
import { Fault } from "../../wire/fault.ts";
import type { Me, Network, Reply } from "../../wire/resources.ts";
import { Button } from "../button.tsx";
import { Choice, Field } from "../field.tsx";
import { Icon } from "../icon.tsx";
import { Refusal } from "../refusal.tsx";
import { Sheet } from "../sheet.tsx";
import { useTexts } from "../texts.tsx";

/** As internal/reply has them. */
const maxShortcut = 24;
const maxText = 1200;

interface Props {
  book: ReplyBook;
  me: Me;
  centres: Network["centres"];
  reply: Reply;
  isNew: boolean;
  /** It is done, and this is what to say of it. */
  onDone: (words: string) => void;
  onClose: () => void;
}

/** Writes a canned reply in each language, or removes it. */
export function ReplySheet({ book, me, centres, reply, isNew, onDone, onClose }: Props) {
  const { t } = useTexts();
  const form = useId();
  const draft = useSignal(reply);
  const fault = useSignal<unknown>(undefined);
  const removes = useSignal(false);
  const box = useRef<HTMLTextAreaElement | null>(null);
  const change = (part: Partial<Reply>) => {
    draft.value = { ...draft.value, ...part };
    fault.value = undefined;
  };
  const attempt = async (act: () => Promise<void>, words: string) => {
    try {
      await act();
      onDone(words);
    } catch (error) {
      fault.value = error;
    }
  };
  const says = (language: Language, text: string) =>
    change({ texts: { ...draft.peek().texts, [language]: text } });
  const insert = (variable: Variable, form: HTMLFormElement | null) => {
    const at = box.current ?? form?.querySelector("textarea");
    if (!at) return;
    at.setRangeText(`{${variable}}`, at.selectionStart, at.selectionEnd, "end");
    says(at.lang as Language, at.value);
    at.focus();
  };
  const { shortcut, texts: written } = draft.value;
  const isEmpty = languages.every((each) => !written[each]?.trim());
  const isTaken = fault.value instanceof Fault && fault.value.code === "conflict";
  return (
    <Sheet
      title={isNew ? t("replies.new") : t("replies.edit.whose", { shortcut: reply.shortcut })}
      onClose={onClose}
      actions={
        <>
          <Button kind="main" type="submit" form={form} disabled={isEmpty}>
            {t("replies.save")}
          </Button>
          {!isNew && !removes.value && (
            <Button kind="quiet" icon="erase" onClick={() => (removes.value = true)}>
              {t("replies.remove")}
            </Button>
          )}
          {removes.value && (
            <Button
              kind="danger"
              icon="erase"
              onClick={() => void attempt(() => book.remove(reply.id), t("replies.removed"))}
            >
              {t("replies.remove.really")}
            </Button>
          )}
        </>
      }
    >
      <form
        id={form}
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(() => book.save(draft.peek()), t("replies.saved"));
        }}
      >
        <Field
          label={t("replies.shortcut")}
          hint={t("replies.shortcut.hint")}
          value={shortcut}
          onValue={(text) => change({ shortcut: text.replace(/^\//, "") })}
          maxLength={maxShortcut}
          missing={t("replies.shortcut.missing")}
          pattern="[a-z0-9\-]+"
          mismatch={t("replies.shortcut.mismatch")}
          fault={isTaken ? t("replies.shortcut.taken") : undefined}
        />
        {me.coordinator && <Owner me={me} centres={centres} reply={draft.value} onChange={change} />}
        {languages.map((each) => (
          <InLanguage
            key={each}
            language={each}
            text={written[each] ?? ""}
            onText={(text) => says(each, text)}
            onFocus={(field) => (box.current = field)}
          />
        ))}
        <fieldset class="variables">
          <legend>{t("replies.variables")}</legend>
          <p class="hint">{t("replies.variables.text")}</p>
          {variables.map((each) => (
            <Button key={each} onClick={(event) => insert(each, event.currentTarget.form)}>
              {t(`replies.variable.${each}`)}
            </Button>
          ))}
        </fieldset>
        {!isTaken && <Refusal fault={fault.value} />}
      </form>
    </Sheet>
  );
}

interface OwnerProps {
  me: Me;
  centres: Network["centres"];
  reply: Reply;
  onChange: (part: Partial<Reply>) => void;
}

/** Who has the reply: everybody, a centre, or the coordinator alone. */
function Owner({ me, centres, reply: { own, centre }, onChange }: OwnerProps) {
  const { t } = useTexts();
  const theirs = centres.filter(({ id }) => me.centre === "" || me.centre === id);
  return (
    <Choice
      label={t("replies.whose")}
      value={own ? "own" : (centre ?? "")}
      onValue={(chosen) =>
        onChange(chosen === "own" ? { own: true, centre: "" } : { own: false, centre: chosen })
      }
    >
      {me.centre === "" && <option value="">{t("replies.network")}</option>}
      {theirs.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
      <option value="own">{t("replies.own")}</option>
    </Choice>
  );
}

interface InLanguageProps {
  language: Language;
  text: string;
  onText: (text: string) => void;
  onFocus: (field: HTMLTextAreaElement) => void;
}

/** The text in one language; an empty one is marked, as the counsellor will see it marked. */
function InLanguage({ language, text, onText, onFocus }: InLanguageProps) {
  const { t } = useTexts();
  const id = useId();
  const unknown = unknownIn(text);
  return (
    <div class="field">
      <p class="reply-language">
        <label for={id}>{t(`language.${language}`)}</label>
        {!text.trim() && (
          <span class="tag missing" id={`${id}-missing`}>
            <Icon of="alert" />
            <span>{t("replies.missing.here")}</span>
          </span>
        )}
      </p>
      <textarea
        id={id}
        lang={language}
        rows={3}
        maxLength={maxText}
        value={text}
        aria-describedby={text.trim() ? `${id}-unknown` : `${id}-missing`}
        onFocus={(event) => onFocus(event.currentTarget)}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <p class="hint" id={`${id}-unknown`} role="status">
        {unknown.length > 0 &&
          t("replies.variables.unknown", { names: unknown.map((each) => `{${each}}`).join(", ") })}
      </p>
    </div>
  );
}
