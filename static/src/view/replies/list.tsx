import { useSignal } from "@preact/signals";
import { languages } from "../../i18n/texts.ts";
import { matching, mayEdit, missingIn, textIn } from "../../state/replies.ts";
import type { ReplyBook } from "../../state/replybook.ts";
import { newId } from "../../wire/id.ts";
import type { Me, Network, Reply } from "../../wire/resources.ts";
import { Button } from "../button.tsx";
import { Field } from "../field.tsx";
import { Icon } from "../icon.tsx";
import { useTexts } from "../texts.tsx";
import { ReplySheet } from "./sheet.tsx";
import "../../style/replies.css";

interface Props {
  book: ReplyBook;
  me: Me;
  centres: Network["centres"];
}

/** The canned replies that somebody may use, and the way to write them. */
export function RepliesView({ book, me, centres }: Props) {
  const { t, count } = useTexts();
  const query = useSignal("");
  const draft = useSignal<{ reply: Reply; isNew: boolean } | undefined>(undefined);
  const said = useSignal("");
  const all = book.all.value;
  const found = query.value ? matching(all, query.value.replace(/^\//, "")) : all;
  const incomplete = all.filter((each) => mayEdit(me, each) && missingIn(each, languages).length > 0).length;
  const create = () => {
    const owner = me.coordinator ? me.centre && { centre: me.centre } : { own: true };
    draft.value = { reply: { id: newId(), shortcut: "", texts: {}, ...owner }, isNew: true };
  };
  return (
    <section class="replies-page" aria-label={t("replies.heading")}>
      <div class="replies-head">
        <h1 tabIndex={-1}>{t("replies.heading")}</h1>
        <Button kind="main" icon="message" onClick={create}>
          {t("replies.new")}
        </Button>
      </div>
      <p class="hint">{t("replies.text")}</p>
      {incomplete > 0 && (
        <p class="replies-incomplete">
          <Icon of="alert" />
          <span>{count("replies.incomplete", incomplete)}</span>
        </p>
      )}
      <Field label={t("replies.search")} value={query.value} onValue={(text) => (query.value = text)} />
      <p class="hint" role="status">
        {said.value || count("replies.found", found.length)}
      </p>
      <ul class="cards">
        {found.map((each) => (
          <li key={each.id}>
            <Card
              reply={each}
              me={me}
              centres={centres}
              onEdit={() => (draft.value = { reply: each, isNew: false })}
            />
          </li>
        ))}
      </ul>
      {draft.value && (
        <ReplySheet
          {...draft.value}
          book={book}
          me={me}
          centres={centres}
          onDone={(words) => {
            said.value = words;
            draft.value = undefined;
          }}
          onClose={() => (draft.value = undefined)}
        />
      )}
    </section>
  );
}

interface CardProps extends Omit<Props, "book"> {
  reply: Reply;
  onEdit: () => void;
}

function Card({ reply, me, centres, onEdit }: CardProps) {
  const { t, language } = useTexts();
  const said = textIn(reply, language, languages);
  const missing = missingIn(reply, languages);
  const centre = centres.find(({ id }) => id === reply.centre)?.name ?? reply.centre;
  return (
    <article class="card reply-card">
      <p class="who">
        <strong>/{reply.shortcut}</strong>
        <span class="tag">{reply.own ? t("replies.own") : centre || t("replies.network")}</span>
        {missing.length > 0 && (
          <span class="tag missing">
            <Icon of="alert" />
            <span>
              {t("replies.missing", { languages: missing.map((each) => t(`language.${each}`)).join(", ") })}
            </span>
          </span>
        )}
      </p>
      <p class="reply-said" lang={said?.language}>
        {said?.text}
      </p>
      {mayEdit(me, reply) && (
        <Button aria-label={t("replies.edit.whose", { shortcut: reply.shortcut })} onClick={onEdit}>
          {t("replies.edit")}
        </Button>
      )}
    </article>
  );
}
