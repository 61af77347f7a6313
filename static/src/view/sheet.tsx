import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "./button.tsx";
import { useTexts } from "./texts.tsx";

interface Props {
  title: string;
  /** Called when the person closes it, by its button, by Escape or beside it. */
  onClose: () => void;
  children: ComponentChildren;
  /** It takes the room that there is. */
  wide?: boolean;
  /** What can be done, at the foot. */
  actions?: ComponentChildren;
}

/**
 * A sheet over the page. The browser's own dialog keeps the focus inside, makes the page
 * behind it inert, and gives the focus back.
 */
export function Sheet({ title, onClose, wide = false, children, actions }: Props) {
  const { t } = useTexts();
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (!shown) return undefined;
    const before = document.activeElement;
    shown.showModal();
    return () => {
      shown.close();
      // What opened the sheet may be gone by what was done in it.
      const stays = before?.isConnected && before !== document.body;
      const back = stays ? before : document.querySelector("main h1");
      if (back instanceof HTMLElement) back.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, by the browser's own doing
    <dialog
      ref={dialog}
      class={`sheet ${wide ? "wide" : ""}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div class="sheet-inside">
        <header class="sheet-head">
          <h2 id={heading} tabIndex={-1}>
            {title}
          </h2>
          <Button kind="quiet" icon="close" iconOnly onClick={onClose}>
            {t("action.close")}
          </Button>
        </header>
        <div class="sheet-body">{children}</div>
        {actions && <footer class="actions">{actions}</footer>}
      </div>
    </dialog>
  );
}
