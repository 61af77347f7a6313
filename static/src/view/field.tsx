import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

interface Props {
  label: string;
  /** Why it is asked. */
  hint?: string | undefined;
  /** What to change, when it does not fit. */
  fault?: string | undefined;
  value: string;
  onValue: (value: string) => void;
  type?: "text" | "password" | "date" | "time" | "number";
  autocomplete?: string;
  inputMode?: "text" | "email" | "numeric" | "tel";
  maxLength?: number;
  min?: number | string;
  max?: number | string;
  step?: number;
  disabled?: boolean;
  /** It has to be filled in, and this is said when it is not. */
  missing?: string;
  /** The form that it has to have, and what is said when it has another or is out of its bounds. */
  pattern?: string;
  mismatch?: string;
}

interface LabelledProps extends Pick<Props, "label" | "hint" | "fault"> {
  /** What is labelled, which takes these attributes. */
  children: (marks: { id: string; [aria: `aria-${string}`]: string | true | undefined }) => ComponentChildren;
}

/** A label, why it is asked, and what does not fit: a control is described by all of them. */
export function Labelled({ label, hint, fault, children }: LabelledProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({
        id,
        "aria-invalid": fault ? true : undefined,
        "aria-describedby": described || undefined,
      })}
      {fault && <Trouble words={fault} id={`${id}-fault`} />}
    </div>
  );
}

/** A labelled line to write in. */
export function Field({ label, hint, value, onValue, missing, mismatch, ...rest }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<string>();
  const { fault = refused, ...native } = rest;
  // What has to change is where the person should be.
  useLayoutEffect(() => {
    if (rest.fault) input.current?.focus();
  }, [rest.fault]);
  return (
    <Labelled label={label} hint={hint} fault={fault}>
      {(marks) => (
        <input
          {...(native as object)}
          {...marks}
          ref={input}
          value={value}
          required={missing !== undefined}
          onInvalid={(event) => {
            // The browser would say so in its own language, in a bubble that goes away.
            event.preventDefault();
            reveal(event.currentTarget);
            setRefused(event.currentTarget.validity.valueMissing ? missing : mismatch);
          }}
          onInput={(event) => {
            setRefused(undefined);
            onValue(event.currentTarget.value);
          }}
        />
      )}
    </Labelled>
  );
}

/** What is wrong, said where it happened. The id is for the input that it describes. */
export function Trouble({ words, id }: { words: string; id?: string }) {
  return (
    <p class="field-fault" id={id} role="alert">
      <Icon of="alert" />
      <span>{words}</span>
    </p>
  );
}

/** Opens what hides an input that has to change, and goes there when it is the form's first. */
function reveal(input: HTMLInputElement): void {
  const folded = input.closest("details");
  if (folded) folded.open = true;
  if (input.form?.querySelector("input:invalid") === input) input.focus();
}

/** A labelled choice of one of a list. */
export function Choice({
  label,
  value,
  onValue,
  children,
  unseenLabel = false,
}: {
  label: string;
  value: string;
  onValue: (value: string) => void;
  children: ComponentChildren;
  unseenLabel?: boolean;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={unseenLabel ? "unseen" : ""}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {children}
      </select>
    </div>
  );
}
