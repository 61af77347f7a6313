import type { Policy } from "../../wire/agenda.ts";

export type Amount = Exclude<keyof Policy, "byTopic">;

/** What a number may be, in the unit in which it is written. */
export interface Bounds {
  min: number;
  max: number;
  step: number;
}

const length: Bounds = { min: 5, max: 480, step: 5 };

/** The amounts in their order; unit is how many minutes one is of what is written in hours. */
export const amounts: readonly ({ of: Amount; unit: number } & Bounds)[] = [
  { of: "minutes", unit: 1, ...length },
  { of: "bufferMinutes", unit: 1, min: 0, max: 240, step: 5 },
  { of: "stepMinutes", unit: 1, ...length },
  { of: "noticeMinutes", unit: 60, min: 0, max: 720, step: 0.5 },
  { of: "horizonDays", unit: 1, min: 1, max: 366, step: 1 },
  { of: "changeUntilMinutes", unit: 60, min: 0, max: 336, step: 0.5 },
  { of: "mostADay", unit: 1, min: 0, max: 50, step: 1 },
];

/** The bounds of how long a topic takes. */
export const ofTopic = length;

/** A policy as it stands in the form, where a number may be half written. */
export interface Draft {
  amounts: Record<Amount, string>;
  /** Empty for as long as any other topic. */
  byTopic: Record<string, string>;
}

export function draftOf(policy: Policy): Draft {
  const written = amounts.map(({ of, unit }) => [of, String(policy[of] / unit)]);
  const byTopic = Object.entries(policy.byTopic).map(([topic, minutes]) => [topic, String(minutes)]);
  return { amounts: Object.fromEntries(written), byTopic: Object.fromEntries(byTopic) };
}

/** The policy of a form in which nothing is missing. */
export function policyOf(draft: Draft): Policy {
  const read = amounts.map(({ of, unit }) => [of, Math.round(Number(draft.amounts[of]) * unit)]);
  const byTopic = Object.entries(draft.byTopic).flatMap(([topic, minutes]) =>
    minutes ? [[topic, Number(minutes)]] : [],
  );
  return { ...Object.fromEntries(read), byTopic: Object.fromEntries(byTopic) };
}
