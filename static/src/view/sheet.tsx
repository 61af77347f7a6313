import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
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
  const pressedBeside = useRef(false);
  // At once, and not after the next frame: what the person does first when the sheet has gone, such as
  // a key that puts the focus elsewhere, comes after it has given the focus back, on a slow device too.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      shown?.close();
      // What opened the sheet may go with it.
      queueMicrotask(() => {
        if (document.activeElement !== document.body) return;
        document.querySelector<HTMLElement>("main h1")?.focus();
      });
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
      // A text that is marked from inside to beyond the edge ends in a click beside it.
      onPointerDown={(event) => {
        pressedBeside.current = event.target === event.currentTarget;
      }}
      onClick={(event) => pressedBeside.current && event.target === event.currentTarget && onClose()}
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
