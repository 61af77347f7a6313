import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { MeetingMessage } from "../../wire/protocol.gen.ts";
import { Composer } from "../composer.tsx";
import { useTexts } from "../texts.tsx";
import { Words } from "../thread.tsx";

interface Props {
  messages: readonly MeetingMessage[];
  /** The reader's registration or staff id. */
  self: string;
  onSay: (text: string) => Promise<boolean>;
}

/** What is said to all in writing. */
export function MeetingChat({ messages, self, onSay }: Props) {
  const texts = useTexts();
  const { t } = texts;
  const draft = useSignal("");
  const busy = useSignal(false);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [messages.length]);
  const send = async (text: string) => {
    busy.value = true;
    if (await onSay(text)) draft.value = "";
    busy.value = false;
  };
  return (
    <div class="meeting-chat">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
      <div class="meeting-messages" ref={list} role="log" aria-label={t("meeting.chat")} tabIndex={0}>
        {messages.length === 0 && <p class="hint">{t("meeting.chat.empty")}</p>}
        <ol>
          {messages.map((message) => (
            <li key={message.id} class={`said ${message.author === self ? "mine" : "theirs"}`}>
              <p class="author">
                {message.author === self ? t("thread.you") : message.name}
                {message.host && <span class="hint"> {t("meeting.host")}</span>}
              </p>
              <Words text={message.text} />
              <p class="meta">
                <time dateTime={message.at}>{texts.time(new Date(message.at))}</time>
              </p>
            </li>
          ))}
        </ol>
      </div>
      <Composer
        label={t("meeting.chat.label")}
        unseenLabel
        placeholder={t("meeting.chat.label")}
        draft={draft.value}
        onDraft={(text) => {
          draft.value = text;
        }}
        busy={busy.value}
        onSend={(text) => void send(text)}
      />
    </div>
  );
}
