import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { maxText } from "../wire/protocol.gen.ts";
import { Button } from "./button.tsx";
import { useTexts } from "./texts.tsx";

interface Props {
  label: string;
  /** The label is clear from the place: it is spoken, not shown. */
  unseenLabel?: boolean;
  placeholder?: string;
  draft: string;
  onDraft: (draft: string) => void;
  /** Called with a text that says something. */
  onSend: (text: string) => void;
  sendLabel?: string;
  busy?: boolean;
  /** What stands between the text and the button, such as a contact. */
  children?: ComponentChildren;
}

const nearlyFull = 200;

/** A box to write in. Its owner keeps the draft, so that nothing is lost when it goes away. */
export function Composer(props: Props) {
  const { t, count } = useTexts();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const left = maxText - props.draft.length;
  const send = () => {
    const text = props.draft.trim();
    box.current?.focus();
    if (text && !props.busy) props.onSend(text);
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label for={id} class={props.unseenLabel ? "unseen" : ""}>
        {props.label}
      </label>
      <textarea
        id={id}
        ref={box}
        rows={1}
        dir="auto"
        value={props.draft}
        maxLength={maxText}
        placeholder={props.placeholder}
        enterkeyhint="enter"
        onInput={(event) => props.onDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (!sends(event)) return;
          event.preventDefault();
          send();
        }}
      />
      {left < nearlyFull && <p class="hint">{count("composer.left", left)}</p>}
      {props.children}
      <Button type="submit" kind="main" icon="send" busy={props.busy ?? false}>
        {props.sendLabel ?? t("action.send")}
      </Button>
    </form>
  );
}

/** Enter sends where there is a keyboard; on a touch screen it is a new line, as people expect there. */
function sends(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return false;
  return event.ctrlKey || event.metaKey || !matchMedia("(pointer: coarse)").matches;
}
