import { useState } from "preact/hooks";
import { Button } from "../../view/button.tsx";
import { Field } from "../../view/field.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";

/** What a letter to oneself needs. */
export interface MailProps {
  /** The address that the conversation has already. */
  contact: string;
  /** Sends it there. The sentence, if any, says what to change. */
  send: (contact: string) => Promise<string | undefined>;
  words: "visitor.link.mail" | "visitor.transcript.mail";
}

/** A letter to oneself. */
export function MailForm({ contact, send, words }: MailProps) {
  const { t } = useTexts();
  const [to, setTo] = useState(contact.includes("@") ? contact : "");
  const [fault, setFault] = useState<string>();
  const [sent, setSent] = useState(false);
  const [busy, setBusy] = useState(false);
  return (
    <form
      class="stack"
      onSubmit={async (event) => {
        event.preventDefault();
        setBusy(true);
        const wrong = await send(to.trim());
        setFault(wrong);
        setSent(!wrong);
        setBusy(false);
      }}
    >
      <Field
        label={t("visitor.contact.mail")}
        fault={fault}
        value={to}
        onValue={(value) => {
          setTo(value);
          setFault(undefined);
          setSent(false);
        }}
        autocomplete="email"
        inputMode="email"
        missing={t("visitor.contact.mail.missing")}
        maxLength={254}
      />
      <Button type="submit" icon={sent ? "check" : "send"} busy={busy} disabled={sent}>
        {t(sent ? "visitor.mailed" : words)}
      </Button>
      <p class="unseen" role="status">
        {sent && t("visitor.mailed")}
      </p>
    </form>
  );
}

/** The conversation to keep: by mail, or on paper. */
export function TranscriptSheet({ onClose, ...mail }: Omit<MailProps, "words"> & { onClose: () => void }) {
  const { t } = useTexts();
  return (
    <Sheet title={t("visitor.transcript.open")} onClose={onClose}>
      <p>{t("visitor.transcript.text")}</p>
      <MailForm {...mail} words="visitor.transcript.mail" />
      <Button
        kind="quiet"
        icon="copy"
        onClick={() => {
          onClose();
          requestAnimationFrame(() => print());
        }}
      >
        {t("visitor.transcript.print")}
      </Button>
    </Sheet>
  );
}
