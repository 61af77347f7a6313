import { faultSentence } from "./fault.ts";
import { Trouble } from "./field.tsx";
import { useTexts } from "./texts.tsx";

/** Why a command was refused, under what gave it; nothing while it was not. */
export function Refusal({ fault }: { fault: unknown }) {
  const texts = useTexts();
  return fault === undefined ? null : <Trouble words={faultSentence(texts, fault)} />;
}
