import { useEffect, useRef } from "preact/hooks";
import type { Key } from "../../i18n/texts.ts";
import { Button, bookingPage, Way } from "../../view/button.tsx";
import { Icon } from "../../view/icon.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Place } from "../../wire/protocol.gen.ts";
import { waitSentence } from "./question.ts";

interface Props {
  place: Place | undefined;
  /** What it is about. */
  topic: string | undefined;
  /** By when somebody answers in any case. */
  dueAt: string | undefined;
  /** Speaks to a screen reader. */
  say: (text: string) => void;
  onLeaveMessage: (way: "mail" | "phone") => void;
  onCancel: () => void;
}

// Often enough to know, rarely enough to think.
const saidEvery = 30_000;

/** The place in the queue, and the ways out of it. */
export function Waiting({ place, topic, dueAt, say, onLeaveMessage, onCancel }: Props) {
  const texts = useTexts();
  const { t } = texts;
  const hopeful = (place?.served ?? true) && !place?.exhausted;
  const first = place ? t(placeKey(place), { position: place.position }) : t("visitor.wait.begins");
  const range = place && hopeful ? waitSentence(texts, place) : undefined;
  useSaid([first, range].filter(Boolean).join(" "), say);
  return (
    <section class={`card waiting ${hopeful ? "" : "soon"}`} aria-label={t("visitor.wait.label")}>
      <Icon of="clock" class="card-icon" />
      <div class="card-words">
        <p class="card-first">{first}</p>
        {range && <p>{range}</p>}
        <p class="hint">
          {hopeful
            ? t("visitor.wait.hint")
            : dueAt
              ? t("visitor.wait.nobody.due", { due: texts.due(new Date(dueAt)) })
              : t("visitor.wait.nobody.hint")}
        </p>
      </div>
      <div class="actions">
        <Button kind={hopeful ? "plain" : "main"} icon="message" onClick={() => onLeaveMessage("mail")}>
          {t("visitor.leave.open")}
        </Button>
        <Button kind="plain" icon="call" onClick={() => onLeaveMessage("phone")}>
          {t("visitor.leave.call_me")}
        </Button>
        <Way href={bookingPage(topic)} icon="person">
          {t("visitor.book")}
        </Way>
        <Button kind="quiet" icon="leave" onClick={onCancel}>
          {t("visitor.wait.cancel")}
        </Button>
      </div>
    </section>
  );
}

function placeKey({ served, exhausted, position }: Place): Key {
  if (!served) return "visitor.wait.nobody";
  if (exhausted) return "visitor.wait.exhausted";
  return position === 1 ? "visitor.wait.next" : "visitor.wait.place";
}

/** Says a sentence when it changes, at once if nothing was said lately, else as soon as it may. */
function useSaid(sentence: string, say: (text: string) => void) {
  const last = useRef(-saidEvery);
  useEffect(() => {
    const pause = Math.max(0, last.current + saidEvery - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      say(sentence);
    }, pause);
    return () => clearTimeout(timer);
  }, [sentence]);
}
