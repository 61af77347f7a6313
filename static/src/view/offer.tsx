import { useEffect, useState } from "preact/hooks";
import type { LineOffer } from "../wire/protocol.gen.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { useTexts } from "./texts.tsx";
import "../style/slots.css";

interface Props {
  offer: LineOffer;
  /** The times that have become appointments. */
  taken: readonly string[];
  /** Takes one. Without it they are only to be read. */
  onTake: ((time: string) => void) | undefined;
}

/** Times that were offered in a chat, each to be taken with one tap; or the one that was taken. */
export function OfferView({ offer, taken, onTake }: Props) {
  const { t, moment } = useTexts();
  const isOver = useOver(offer.until);
  const isDecided = offer.times.some(({ id }) => taken.includes(id));
  const first = offer.times[0];
  if (!offer.until && first) {
    return (
      <p class="offered-one">
        <Icon of="check" />
        <span>
          {moment(new Date(first.start))} · {kindOf(t, offer.kind)}{" "}
          {onTake && <a href={`/book#a=${first.id}`}>{t("times.details")}</a>}
        </span>
      </p>
    );
  }
  return (
    <div class="offered">
      <p class="hint">{kindOf(t, offer.kind)}</p>
      <ul class="offered-times">
        {offer.times.map(({ id, start }) => (
          <li key={id}>
            {onTake && !isOver && !isDecided ? (
              <Button icon="clock" onClick={() => onTake(id)}>
                {moment(new Date(start))}
              </Button>
            ) : (
              <span class={taken.includes(id) ? "offered-taken" : "offered-gone"}>
                {taken.includes(id) && <Icon of="check" />}
                {moment(new Date(start))}
              </span>
            )}
          </li>
        ))}
      </ul>
      {isOver && !isDecided && (
        <p class="hint">
          {t("times.over")} {onTake && <a href="/book">{t("times.other")}</a>}
        </p>
      )}
    </div>
  );
}

const kinds = ["video", "audio", "phone", "on_site"] as const;

function kindOf(t: ReturnType<typeof useTexts>["t"], kind: string): string {
  const known = kinds.find((each) => each === kind);
  return known ? t(`times.kind.${known}`) : "";
}

/** Whether a moment has passed. The page turns when it does. */
function useOver(until: string | undefined): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const left = Date.parse(until ?? "") - Date.now();
    const timer = setTimeout(() => setOver(true), Math.max(0, left));
    return () => clearTimeout(timer);
  }, [until]);
  return over && until !== undefined;
}
