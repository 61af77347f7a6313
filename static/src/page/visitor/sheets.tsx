import { useEffect, useState } from "preact/hooks";
import { encode } from "uqr";
import { Button } from "../../view/button.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import { ConnectionTest } from "../../view/trial/offered.tsx";
import { visitorAs } from "../../wire/link.ts";
import type { ResumeLink } from "../../wire/resources.ts";
import { Contact } from "./contact.tsx";
import type { Where } from "./left.tsx";
import { MailForm, type MailProps, TranscriptSheet } from "./letters.tsx";

export { TranscriptSheet };

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
      <ConnectionTest />
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
  const limited = visitorAs() === "link";
  return (
    <Sheet
      title={t(limited ? "visitor.erase.open" : "visitor.erase.heading")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button kind="danger" icon="erase" onClick={onErase}>
            {t(limited ? "visitor.erase.open" : "visitor.erase.yes")}
          </Button>
        </>
      }
    >
      <p>{t(limited ? "visitor.erase.limited.text" : "visitor.erase.text")}</p>
    </Sheet>
  );
}

interface LeaveProps extends SheetProps {
  where: Where;
  dueAt: string | undefined;
}

/** Turns a wait into a message that is answered later. */
export function LeaveSheet({ onClose, where, dueAt }: LeaveProps) {
  const { t, due } = useTexts();
  return (
    <Sheet title={t("visitor.leave.heading")} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          where.onLeave();
        }}
      >
        <p>
          {t("visitor.leave.text")}{" "}
          {dueAt ? t("visitor.left.due", { due: due(new Date(dueAt)) }) : t("visitor.left.days")}
        </p>
        <Contact question={where.question} onQuestion={where.onQuestion} fault={where.fault} />
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
  contact,
  send,
}: SheetProps & Omit<MailProps, "words"> & { makeLink: () => Promise<ResumeLink | undefined> }) {
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
      <MailForm contact={contact} send={send} words="visitor.link.mail" />
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
