import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";

interface Props {
  label: string;
  /** Why it is asked. */
  hint?: string | undefined;
  /** What to change, when it does not fit. */
  fault?: string | undefined;
  value: string;
  onValue: (value: string) => void;
  type?: "text" | "email" | "password";
  autocomplete?: string;
  inputMode?: "text" | "email" | "numeric" | "tel";
  required?: boolean;
  maxLength?: number;
  /** What the browser holds it to, and the words that say so. */
  pattern?: string;
  title?: string;
}

/** A labelled line to write in. */
export function Field({ label, hint, fault, value, onValue, ...rest }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // What has to change is where the person should be.
  useEffect(() => {
    if (fault) input.current?.focus();
  }, [fault]);
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        {...(rest as object)}
        ref={input}
        id={id}
        value={value}
        aria-invalid={fault ? true : undefined}
        aria-describedby={described || undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {fault && (
        <p class="field-fault" id={`${id}-fault`} role="alert">
          <Icon of="alert" />
          <span>{fault}</span>
        </p>
      )}
    </div>
  );
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
