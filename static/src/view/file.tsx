import { useState } from "preact/hooks";
import type { Texts } from "../i18n/texts.ts";
import type { Sending } from "../state/files.ts";
import type { Attachment, Message } from "../wire/protocol.gen.ts";
import type { Caller } from "../wire/request.ts";
import { fileAddress } from "../wire/upload.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { Later } from "./later.tsx";
import { useTexts } from "./texts.tsx";

const enlarged = () => import("./picture.tsx");

/** A file of a message: a photo that opens large, or a document to download. */
export function AttachmentView({ message, as }: { message: Message; as: Caller["as"] }) {
  const { attachment, conversation } = message;
  if (!attachment) return null;
  const href = fileAddress(conversation, attachment.id, as);
  return attachment.width ? (
    <Photo attachment={attachment} href={href} />
  ) : (
    <Document attachment={attachment} href={href} />
  );
}

interface Shown {
  attachment: Attachment;
  href: string;
}

function Photo({ attachment, href }: Shown) {
  const { t } = useTexts();
  const [large, setLarge] = useState(false);
  const { name, width, height } = attachment;
  return (
    <>
      <button
        type="button"
        class="photo"
        aria-label={t("file.enlarge", { name })}
        aria-haspopup="dialog"
        onClick={() => setLarge(true)}
      >
        <img src={href} alt={name} width={width} height={height} loading="lazy" decoding="async" />
      </button>
      {large && (
        <Later load={enlarged}>
          {({ Picture }) => <Picture name={name} href={href} onClose={() => setLarge(false)} />}
        </Later>
      )}
    </>
  );
}

function Document({ attachment, href }: Shown) {
  const texts = useTexts();
  const { name, type, size } = attachment;
  return (
    <a class="file" href={href} download={name}>
      <Icon of="file" />
      <span class="file-words">
        <bdi class="file-name">{name}</bdi>
        <span class="file-about">
          {kindOf(texts, type)} · {texts.size(size)}
        </span>
      </span>
      <span class="file-act">{texts.t("file.download")}</span>
    </a>
  );
}

/** What people call a type. */
function kindOf({ t }: Texts, type: string): string {
  if (type === "application/pdf") return t("file.kind.pdf");
  if (/spreadsheet|excel/.test(type)) return t("file.kind.sheet");
  if (/presentation|powerpoint/.test(type)) return t("file.kind.slides");
  return t(type === "text/plain" ? "file.kind.text" : "file.kind.document");
}

interface OutgoingProps {
  file: Sending;
  onRetry: () => void;
  /** Gives it up, or takes away what does not go. */
  onDiscard: () => void;
}

/** A file of one's own on its way, or why it does not go. */
export function OutgoingFile({ file, onRetry, onDiscard }: OutgoingProps) {
  const texts = useTexts();
  const { t } = texts;
  const { name, size, share, why } = file;
  return (
    <div class={`file ${why ? "stopped" : ""}`}>
      <Icon of={why ? "alert" : "file"} />
      <div class="file-words">
        <bdi class="file-name">{name}</bdi>
        {why ? (
          <p class="file-why">{reason(texts, why)}</p>
        ) : (
          <Progress name={name} size={size} share={share} />
        )}
        <div class="file-acts">
          {why && mayGo(why) && (
            <Button kind="quiet" icon="retry" onClick={onRetry}>
              {t("action.retry")}
            </Button>
          )}
          <Button kind="quiet" icon="close" onClick={onDiscard}>
            {t(why ? "file.discard" : "file.cancel")}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** How far it is: to the eye at each step, to the ear at each quarter. */
function Progress({ name, size, share }: Pick<Sending, "name" | "size" | "share">) {
  const { t, size: inWords } = useTexts();
  const percent = Math.round(share * 100);
  return (
    <>
      <progress max={100} value={percent} aria-label={name} />
      <span class="file-about" aria-hidden="true">
        {t("file.percent", { percent })} · {inWords(size)}
      </span>
      <span class="unseen">{t("file.percent", { percent: Math.floor(percent / 25) * 25 })}</span>
      <p class="file-about">{t("file.stay")}</p>
    </>
  );
}

type Why = NonNullable<Sending["why"]>;

/** Whether the same file may go another time. */
const mayGo = (why: Why) => !["lost", "bad_file", "too_large", "files_full", "not_found"].includes(why);

/** Why a file does not go, and what to do. What the catalogue says of texts is not said of files. */
function reason({ t }: Texts, why: Why): string {
  switch (why) {
    case "lost":
    case "too_large":
    case "unreachable":
      return t(`file.why.${why}`);
    case "unavailable":
    case "internal":
      return t("file.why.unavailable");
    default:
      return t(`fault.${why}`);
  }
}
