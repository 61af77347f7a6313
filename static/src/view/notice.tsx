import { type ReadonlySignal, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { useTexts } from "./texts.tsx";

/** What the person should know, where it happens. `soon` needs them before long, `bad` went wrong. */
export function Notice({
  kind = "calm",
  icon,
  children,
}: {
  kind?: "calm" | "soon" | "bad" | "live";
  icon: IconName;
  children: ComponentChildren;
}) {
  return (
    <div class={`notice ${kind}`}>
      <Icon of={icon} />
      <div>{children}</div>
    </div>
  );
}

/** Says things to those who do not see the page, and shows what went wrong to all. */
export interface Announcer {
  /** The last sentence for a screen reader. */
  readonly spoken: ReadonlySignal<string>;
  /** The sentence that stays on the page until it is closed or replaced. */
  readonly shown: ReadonlySignal<string>;
  /** Speaks politely, without showing. */
  say(text: string): void;
  /** Shows and speaks. An empty text takes away what is shown. */
  show(text: string): void;
}

export function newAnnouncer(): Announcer {
  const spoken = signal("");
  const shown = signal("");
  return {
    spoken,
    shown,
    say: (text) => {
      // The same words again are a new announcement only when the text differs.
      spoken.value = text === spoken.peek() ? `${text}\u200b` : text;
    },
    show: (text) => {
      shown.value = text;
    },
  };
}

/** The two live regions of a page. They are there from the start, or nothing would be spoken. */
export function Announcements({ by }: { by: Announcer }) {
  const { t } = useTexts();
  return (
    <>
      <p class="unseen" role="status" aria-live="polite">
        {by.spoken}
      </p>
      <div class="toasts" role="alert">
        {by.shown.value && (
          <div class="toast">
            <p>{by.shown}</p>
            <Button kind="quiet" icon="close" iconOnly onClick={() => by.show("")}>
              {t("action.close")}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}
