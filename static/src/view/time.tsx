import { useId } from "preact/hooks";

interface Props {
  label: string;
  value: string;
  onValue: (value: string) => void;
  type?: "time" | "date";
  /** The label is said, and not shown: a heading beside it shows it. */
  unseenLabel?: boolean;
  /** It cannot be like this. */
  isWrong?: boolean;
}

/** A labelled time of a day, or a date. */
export function TimeField({ label, value, onValue, type = "time", unseenLabel, isWrong }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={unseenLabel ? "unseen" : ""}>
        {label}
      </label>
      <input
        id={id}
        type={type}
        value={value}
        aria-invalid={isWrong ? true : undefined}
        onInput={(event) => event.currentTarget.value && onValue(event.currentTarget.value)}
      />
    </div>
  );
}
