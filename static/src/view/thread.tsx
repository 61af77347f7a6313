import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Sending } from "../state/files.ts";
import type { AuthorKind, Message } from "../wire/protocol.gen.ts";
import { Button } from "./button.tsx";
import { useDrop } from "./drop.ts";
import { Icon, type IconName } from "./icon.tsx";
import { Later } from "./later.tsx";
import { lineSentence } from "./line.ts";
import { linked } from "./linked.ts";
import { useTexts } from "./texts.tsx";

/** What shows files: a page without any does without it. */
export const files = () => import("./file.tsx");

/** A message of this page that the server has not confirmed yet. */
export interface Outgoing {
  id: string;
  text: string;
  state: "sending" | "failed";
  file?: Sending | undefined;
}

interface Props {
  /** What is stored, in order. */
  messages: readonly Message[];
  outgoing: readonly Outgoing[];
  reader: Exclude<AuthorKind, "system">;
  /** The reader's own id, when they are staff: a colleague's words are not theirs. */
  me?: string | undefined;
  /** The number of the last message that the other side has read. */
  readUpTo: number;
  /** Who is writing at this moment. */
  writing?: string | undefined;
  onRetry: (id: string) => void;
  onDiscard: (id: string) => void;
  /** Called with files that were dropped here. Without it none can be. */
  onFiles?: ((files: File[]) => void) | undefined;
  /** Called with a time that the reader takes, of those that were offered. */
  onTake?: ((time: string) => void) | undefined;
  /** What follows the last message, such as a card. */
  children?: ComponentChildren;
}

/** What was said, oldest first. It stays at the end while the reader is there. */
export function Thread(props: Props) {
  const { t } = useTexts();
  const { messages, outgoing, reader, writing, children } = props;
  const list = useRef<HTMLDivElement>(null);
  const inside = useRef<HTMLDivElement>(null);
  const { behind, onScroll, toEnd } = useEnd(
    list,
    inside,
    `${messages.length} ${outgoing.length} ${writing ?? ""}`,
  );
  const mine = (m: Message) => m.author === reader && (reader === "visitor" || m.staffId === props.me);
  const lastMine = messages.findLast(mine);
  const frame = useRef<HTMLDivElement>(null);
  const dropping = useDrop(frame, props.onFiles);
  return (
    <div class="thread-frame" ref={frame}>
      <div
        class="thread"
        role="log"
        aria-label={t("thread.label")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        ref={list}
        onScroll={onScroll}
      >
        <div ref={inside}>
          <ol>
            {messages.map((message, i) => (
              <Entry
                key={message.id}
                message={message}
                before={messages[i - 1]}
                mine={mine(message)}
                reader={reader}
                offer={offerOf(message, messages, props.onTake)}
                status={
                  message === lastMine ? (message.number <= props.readUpTo ? "read" : "sent") : undefined
                }
              />
            ))}
            {outgoing.map((each) => (
              <li key={each.id} class="said mine">
                {each.file ? (
                  <OutgoingOne of={each.file} id={each.id} {...props} />
                ) : (
                  <OutgoingText of={each} onRetry={() => props.onRetry(each.id)} />
                )}
              </li>
            ))}
          </ol>
          {children}
          <p class="writing">{writing !== undefined && t("thread.writing", { name: writing })}</p>
        </div>
      </div>
      {dropping && <p class="dropping">{t("file.drop")}</p>}
      {behind && (
        <Button kind="main" onClick={toEnd}>
          {t("thread.newer")}
        </Button>
      )}
    </div>
  );
}

function OutgoingText({ of, onRetry }: { of: Outgoing; onRetry: () => void }) {
  const { t } = useTexts();
  return (
    <>
      <Words text={of.text} />
      <Status of={of.state} />
      {of.state === "failed" && (
        <Button kind="quiet" icon="retry" onClick={onRetry}>
          {t("action.retry")}
        </Button>
      )}
    </>
  );
}

function OutgoingOne({
  of,
  id,
  onRetry,
  onDiscard,
}: { of: Sending; id: string } & Pick<Props, "onRetry" | "onDiscard">) {
  return (
    <Later load={files} meanwhile={<Words text={of.name} />}>
      {({ OutgoingFile }) => (
        <OutgoingFile file={of} onRetry={() => onRetry(id)} onDiscard={() => onDiscard(id)} />
      )}
    </Later>
  );
}

type Box = { current: HTMLElement | null };

/** Keeps a scrolled box at its end when something is added, unless the reader has gone up. */
function useEnd(box: Box, inside: Box, content: string) {
  const atEnd = useRef(true);
  const top = useRef(0);
  const [behind, setBehind] = useState(false);
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight });
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else setBehind(true);
  }, [content]);
  // What is inside grows by more than messages, and the box shrinks: a telephone's keyboard, a picture.
  useLayoutEffect(() => {
    const shown = box.current;
    if (!shown) return undefined;
    const watch = new ResizeObserver(() => atEnd.current && toEnd());
    watch.observe(shown);
    if (inside.current) watch.observe(inside.current);
    return () => watch.disconnect();
  }, []);
  const onScroll = () => {
    const shown = box.current;
    if (!shown) return;
    const isEnd = shown.scrollHeight - shown.scrollTop - shown.clientHeight < 48;
    // What grew below since the last scroll has not taken the reader away from the end.
    if (isEnd || shown.scrollTop < top.current) atEnd.current = isEnd;
    top.current = shown.scrollTop;
    if (atEnd.current) setBehind(false);
  };
  return { behind, onScroll, toEnd };
}

const offers = () => import("./offer.tsx");

/** The times of a line that offers some, or tells which one was taken. */
function offerOf(of: Message, messages: readonly Message[], onTake: Props["onTake"]): ComponentChildren {
  const { offer } = of.line ?? {};
  if (!offer) return undefined;
  const taken = messages.flatMap(({ line }) =>
    line?.kind === "appointment_booked" ? (line.offer?.times.map(({ id }) => id) ?? []) : [],
  );
  return (
    <Later load={offers}>
      {({ OfferView }) => <OfferView offer={offer} taken={taken} onTake={onTake} />}
    </Later>
  );
}

interface EntryProps {
  message: Message;
  before: Message | undefined;
  mine: boolean;
  reader: AuthorKind;
  /** The times that the message offers, or tells of. */
  offer: ComponentChildren;
  status: "sent" | "read" | undefined;
}

function Entry({ message, before, mine, reader, offer, status }: EntryProps) {
  const texts = useTexts();
  const at = new Date(message.at);
  const sameDay = before && new Date(before.at).toDateString() === at.toDateString();
  const continues = sameDay && before?.author === message.author && before.staffId === message.staffId;
  const day = !sameDay && <li class="day">{texts.day(at)}</li>;
  const time = <time dateTime={message.at}>{texts.time(at)}</time>;
  if (message.line) {
    return (
      <>
        {day}
        <li class="line">
          <span>{lineSentence(texts, message.line, reader)}</span> {time}
          {offer}
        </li>
      </>
    );
  }
  const author = mine
    ? texts.t("thread.you")
    : message.name || texts.t(message.author === "visitor" ? "thread.visitor" : "thread.staff");
  return (
    <>
      {day}
      <li class={`said ${mine ? "mine" : "theirs"} ${continues ? "continues" : ""}`}>
        <p class={`author ${continues || mine ? "unseen" : ""}`}>{author}</p>
        {message.attachment && reader !== "system" && (
          <Later load={files} meanwhile={<Words text={message.attachment.name} />}>
            {({ AttachmentView }) => <AttachmentView message={message} as={reader} />}
          </Later>
        )}
        {message.text && <Words text={message.text} />}
        <p class="meta">
          {time}
          {status && <Status of={status} />}
        </p>
      </li>
    </>
  );
}

/** Somebody's text, as text. Addresses in it can be followed. */
export function Words({ text }: { text: string }) {
  return (
    <p class="text" dir="auto">
      {linked(text).map((piece) =>
        "href" in piece ? (
          <a key={piece.at} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.words}
          </a>
        ) : (
          piece.words
        ),
      )}
    </p>
  );
}

const statusIcons: Record<Outgoing["state"] | "sent" | "read", IconName> = {
  sending: "sending",
  sent: "check",
  read: "read",
  failed: "alert",
};

/** How far a message of one's own has come. */
export function Status({ of }: { of: keyof typeof statusIcons }) {
  const { t } = useTexts();
  return (
    <span class={`status ${of}`}>
      <Icon of={statusIcons[of]} />
      <span>{t(`status.${of}`)}</span>
    </span>
  );
}
