import { useId } from "preact/hooks";
import { Labelled } from "../../view/field.tsx";

interface RadiosProps<T extends string> {
  label: string;
  values: readonly T[];
  words: (value: T) => string;
  value: T;
  onValue: (value: T) => void;
}

/** One of a few, of which all are seen. */
export function Radios<T extends string>({ label, values, words, value, onValue }: RadiosProps<T>) {
  const name = useId();
  return (
    <fieldset class="ticks">
      <legend>{label}</legend>
      {values.map((each) => (
        <label key={each} class="tick">
          <input type="radio" name={name} checked={value === each} onChange={() => onValue(each)} />
          <span>{words(each)}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface AreaProps {
  label: string;
  /** What to change, when it does not fit. */
  fault?: string | undefined;
  value: string;
  onValue: (value: string) => void;
  rows?: number;
}

/** A labelled text of several lines. */
export function Area({ label, fault, value, onValue, rows = 3 }: AreaProps) {
  return (
    <Labelled label={label} fault={fault}>
      {(marks) => (
        <textarea
          {...marks}
          rows={rows}
          maxLength={4000}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}
