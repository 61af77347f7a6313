import type { Texts } from "../i18n/texts.ts";
import { Fault } from "../wire/fault.ts";

/** What went wrong and what to do, with a number for support when there is one. */
export function faultSentence({ t }: Texts, error: unknown): string {
  const fault = error instanceof Fault ? error : new Fault("internal");
  if (fault.flaw) return t(`flaw.${fault.flaw.kind}`);
  const sentence = t(`fault.${fault.code}`, { by: fault.by ?? "" });
  // Only what nobody here can mend is worth a number.
  return fault.code === "internal" && fault.reference
    ? `${sentence} ${t("fault.reference", { reference: fault.reference })}`
    : sentence;
}
