import { faultSentence } from "./fault.ts";
import { Icon } from "./icon.tsx";
import { useTexts } from "./texts.tsx";

/** What is wrong, said where it happened. The id is for the input that it describes. */
export function Trouble({ words, id }: { words: string; id?: string }) {
  return (
    <p class="field-fault" id={id} role="alert">
      <Icon of="alert" />
      <span>{words}</span>
    </p>
  );
}

/** Why a command was refused, under what gave it; nothing while it was not. */
export function Refusal({ fault }: { fault: unknown }) {
  const texts = useTexts();
  return fault === undefined ? null : <Trouble words={faultSentence(texts, fault)} />;
}
