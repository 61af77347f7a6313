import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { uploads } from "../state/followed.ts";
import { maxText } from "../wire/protocol.gen.ts";
import { Button } from "./button.tsx";
import { filesOf } from "./drop.ts";
import { useTexts } from "./texts.tsx";
import { files } from "./thread.tsx";

interface Props {
  label: string;
  /** The label is clear from the place: it is spoken, not shown. */
  unseenLabel?: boolean;
  placeholder?: string;
  draft: string;
  /** The caret is where the person is in it. */
  onDraft: (draft: string, caret: number) => void;
  /** Called with a text that says something. */
  onSend: (text: string) => void;
  /** Called with files that were chosen or pasted. Without it none can be. */
  onFiles?: (files: File[]) => void;
  sendLabel?: string;
  busy?: boolean;
  /** The box itself, for who has to place the caret. */
  box?: RefObject<HTMLTextAreaElement | null>;
  /** A list of suggestions by its id, and the chosen one: the box keeps the focus. */
  assist?: { list: string | undefined; active: string | undefined };
  /** Takes a key before the box does. It reports whether it did. */
  onKey?: (event: KeyboardEvent) => boolean;
  /** What stands between the text and the button, such as a contact. */
  children?: ComponentChildren;
}

const nearlyFull = 200;

/** A box to write in. Its owner keeps the draft, so that nothing is lost when it goes away. */
export function Composer(props: Props) {
  const { t, count } = useTexts();
  const id = useId();
  const own = useRef<HTMLTextAreaElement>(null);
  const box = props.box ?? own;
  const left = maxText - props.draft.length;
  const send = () => {
    const text = props.draft.trim();
    box.current?.focus();
    if (text && !props.busy) props.onSend(text);
  };
  return (
    <form
      class={`composer ${props.onFiles ? "with-files" : ""}`}
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
        onPaste={(event) => {
          const files = props.onFiles ? filesOf(event.clipboardData) : [];
          if (files.length === 0) return;
          event.preventDefault();
          props.onFiles?.(files);
        }}
        aria-autocomplete={props.assist ? "list" : undefined}
        aria-controls={props.assist?.list}
        aria-activedescendant={props.assist?.active}
        onInput={({ currentTarget: { value, selectionStart } }) => props.onDraft(value, selectionStart)}
        onKeyDown={(event) => {
          if (props.onKey?.(event)) return event.preventDefault();
          if (!sends(event)) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit(); // with what else has to be filled in
        }}
      />
      {left < nearlyFull && <p class="hint">{count("composer.left", left)}</p>}
      {props.children}
      {props.onFiles && <Attach onFiles={props.onFiles} />}
      <Button type="submit" kind="main" icon="send" busy={props.busy ?? false}>
        {props.sendLabel ?? t("action.send")}
      </Button>
    </form>
  );
}

/** What the server lets in: a hint for the browser's own choice, which on a telephone offers the camera too. */
const accepted = [
  ...["image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf", "text/plain"],
  ...[".doc", ".docx", ".odt", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp"],
].join(",");

/** Lets choose files: on a telephone, the camera and the library too. */
function Attach({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { t } = useTexts();
  const choice = useRef<HTMLInputElement>(null);
  // What shows and sends a file is fetched while nobody waits for it: later the network may be gone.
  useEffect(() => {
    Promise.all([files(), uploads()]).catch(() => {});
  }, []);
  return (
    <>
      <input
        ref={choice}
        type="file"
        hidden
        multiple
        accept={accepted}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = ""; // the same one may be chosen again
          if (files.length > 0) onFiles(files);
        }}
      />
      <Button icon="attach" iconOnly onClick={() => choice.current?.click()}>
        {t("file.attach")}
      </Button>
    </>
  );
}

/** Enter sends where there is a keyboard; on a touch screen it is a new line, as people expect there. */
function sends(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return false;
  return event.ctrlKey || event.metaKey || !matchMedia("(pointer: coarse)").matches;
}
