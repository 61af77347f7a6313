import { useEffect } from "preact/hooks";
import type { Interview } from "../wire/protocol.gen.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { ringing } from "./sound.ts";
import { useTexts } from "./texts.tsx";

interface Props {
  interview: Interview;
  /** Whether this page's person rings, or is rung. */
  own: boolean;
  /** The other side, by name. */
  name: string;
  onAccept: () => void;
  onDecline: () => void;
  onCancel: () => void;
}

/** An interview that rings. It stays out of the way of whoever is writing: the focus is not taken. */
export function Ringing({ interview, own, name, onAccept, onDecline, onCancel }: Props) {
  const { t } = useTexts();
  const { mode } = interview;
  useEffect(() => {
    const over = new AbortController();
    ringing(own ? "calling" : "called", over.signal);
    return () => over.abort();
  }, [own]);
  const sentence = own ? t("ring.own", { name }) : t(`ring.incoming.${mode}`, { name });
  return (
    <section class={`ringing ${own ? "own" : "incoming"}`} aria-label={t(`ring.label.${mode}`)}>
      <Icon of={own ? "call" : "incoming"} class="ringing-icon" />
      <p role="alert">{sentence}</p>
      <div class="actions">
        {own ? (
          <Button kind="danger" icon="hangUp" onClick={onCancel}>
            {t("ring.cancel")}
          </Button>
        ) : (
          <>
            <Button kind="plain" icon="close" onClick={onDecline}>
              {t("ring.decline")}
            </Button>
            <Button kind="main" icon={mode === "video" ? "camera" : "call"} onClick={onAccept}>
              {t("ring.accept")}
            </Button>
          </>
        )}
      </div>
    </section>
  );
}
