import { useEffect, useState } from "preact/hooks";
import { encode } from "uqr";
import { Button } from "../../view/button.tsx";
import { Field } from "../../view/field.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { ResumeLink } from "../../wire/resources.ts";

// Sheets are opened by a few, and by nobody at first: this file is loaded when one is.

interface SheetProps {
  onClose: () => void;
}

/** How this works and what is kept. */
export function AboutSheet({ onClose }: SheetProps) {
  const { t } = useTexts();
  return (
    <Sheet title={t("visitor.about.open")} onClose={onClose}>
      <h3>{t("visitor.about.how")}</h3>
      <p>{t("visitor.about.how.text")}</p>
      <h3>{t("visitor.about.kept")}</h3>
      <p>{t("visitor.about.kept.text")}</p>
      <h3>{t("visitor.about.who")}</h3>
      <p>{t("visitor.about.who.text")}</p>
      <h3>{t("visitor.about.erase")}</h3>
      <p>{t("visitor.about.erase.text")}</p>
    </Sheet>
  );
}

/** Asks once before the conversation ends. */
export function EndSheet({ onClose, onEnd }: SheetProps & { onEnd: () => void }) {
  const { t } = useTexts();
  return (
    <Sheet
      title={t("visitor.end.heading")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("visitor.end.no")}</Button>
          <Button kind="danger" onClick={onEnd}>
            {t("visitor.end.yes")}
          </Button>
        </>
      }
    >
      <p>{t("visitor.end.text")}</p>
    </Sheet>
  );
}

/** Asks once before everything is erased. */
export function EraseSheet({ onClose, onErase }: SheetProps & { onErase: () => void }) {
  const { t } = useTexts();
  return (
    <Sheet
      title={t("visitor.erase.heading")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button kind="danger" icon="erase" onClick={onErase}>
            {t("visitor.erase.yes")}
          </Button>
        </>
      }
    >
      <p>{t("visitor.erase.text")}</p>
    </Sheet>
  );
}

interface LeaveProps extends SheetProps {
  contact: string;
  onContact: (contact: string) => void;
  onLeave: () => void;
  fault: string | undefined;
}

/** Turns a wait into a message that is answered later. */
export function LeaveSheet({ onClose, contact, onContact, onLeave, fault }: LeaveProps) {
  const { t } = useTexts();
  return (
    <Sheet title={t("visitor.leave.heading")} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onLeave();
        }}
      >
        <p>
          {t("visitor.leave.text")} {t("visitor.answer.days")}
        </p>
        <Field
          label={t("visitor.contact.label")}
          hint={t("visitor.contact.hint")}
          fault={fault}
          value={contact}
          onValue={onContact}
          autocomplete="email"
          inputMode="email"
          required
          maxLength={254}
        />
        <Button type="submit" kind="main" icon="send">
          {t("visitor.leave.send")}
        </Button>
      </form>
    </Sheet>
  );
}

/** The private link, to copy or to scan. */
export function LinkSheet({
  onClose,
  makeLink,
}: SheetProps & { makeLink: () => Promise<ResumeLink | undefined> }) {
  const { t, moment } = useTexts();
  const [link, setLink] = useState<ResumeLink>();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    void makeLink().then((made) => (made ? setLink(made) : onClose()));
  }, []);
  if (!link) return null;
  const address = `${location.origin}/#r=${link.token}`;
  const copy = () => navigator.clipboard.writeText(address).then(() => setCopied(true));
  return (
    <Sheet title={t("visitor.link.heading")} onClose={onClose}>
      <p>{t("visitor.link.text", { moment: moment(new Date(link.expiresAt)) })}</p>
      <label class="stack">
        <span>{t("visitor.link.address")}</span>
        <input class="address" readOnly value={address} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <Button kind="main" icon={copied ? "check" : "copy"} onClick={copy}>
        {t(copied ? "visitor.link.copied" : "visitor.link.copy")}
      </Button>
      <p class="unseen" role="status">
        {copied && t("visitor.link.copied")}
      </p>
      <Code address={address} label={t("visitor.link.code")} />
    </Sheet>
  );
}

/** A QR code: dark on light in every scheme, or cameras do not read it. */
function Code({ address, label }: { address: string; label: string }) {
  const { data, size } = encode(address, { border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <figure class="code">
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
        <path class="code-ground" d={`M0 0h${size}v${size}H0z`} />
        <path class="code-ink" d={path} />
      </svg>
      <figcaption>{label}</figcaption>
    </figure>
  );
}
