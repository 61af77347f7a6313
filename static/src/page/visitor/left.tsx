import { reference } from "../../state/conversation.ts";
import { Button } from "../../view/button.tsx";
import { Notice } from "../../view/notice.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Conversation } from "../../wire/protocol.gen.ts";
import { Contact } from "./contact.tsx";
import type { Question } from "./question.ts";

/** Where the answer goes, while that can be said. */
export interface Where {
  question: Pick<Question, "contact" | "way">;
  onQuestion: (change: Partial<Question>) => void;
  onLeave: () => void;
  fault: string | undefined;
}

interface Props {
  conversation: Conversation;
  /** Somebody could answer now. */
  live: boolean;
  where: Where;
  onWait: () => void;
}

/** A question that is answered later: by when, where, and under which number. */
export function Left({ conversation, live, where, onWait }: Props) {
  const { t, due } = useTexts();
  const { contact, dueAt, id } = conversation;
  return (
    <Notice kind="live" icon="check">
      <h2 class="card-first">{t("visitor.left.heading")}</h2>
      <p>
        {dueAt ? t("visitor.left.due", { due: due(new Date(dueAt)) }) : t("visitor.left.days")}
        {contact && ` ${t(contact.includes("@") ? "visitor.left.mail" : "visitor.left.phone", { contact })}`}
      </p>
      <p class="reference">{t("visitor.left.reference", { reference: reference(id) })}</p>
      {!contact && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            where.onLeave();
          }}
        >
          <p>{t("visitor.left.where")}</p>
          <Contact question={where.question} onQuestion={where.onQuestion} fault={where.fault} />
          <Button type="submit">{t("visitor.left.tell")}</Button>
        </form>
      )}
      {live && <WaitNow onWait={onWait} />}
    </Notice>
  );
}

/** The question has been answered; what is written now is a question again. */
export function Answered({ live, onWait }: Pick<Props, "live" | "onWait">) {
  const { t } = useTexts();
  return (
    <Notice kind="live" icon="message">
      <h2 class="card-first">{t("visitor.answered.heading")}</h2>
      <p>{t("visitor.answered.text")}</p>
      {live && <WaitNow onWait={onWait} />}
    </Notice>
  );
}

function WaitNow({ onWait }: Pick<Props, "onWait">) {
  const { t } = useTexts();
  return (
    <div class="actions">
      <Button icon="present" onClick={onWait}>
        {t("visitor.left.wait")}
      </Button>
    </div>
  );
}
