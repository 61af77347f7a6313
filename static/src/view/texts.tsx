import type { ReadonlySignal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Texts } from "../i18n/texts.ts";

const Spoken = createContext<ReadonlySignal<Texts> | undefined>(undefined);

/** Gives the language of a page to all views in it. */
export const SpokenIn = Spoken.Provider;

/** The texts in the language that the person reads now. A view that uses it follows a change. */
export function useTexts(): Texts {
  const spoken = useContext(Spoken);
  if (!spoken) throw new Error("a view needs a SpokenIn above it");
  return spoken.value;
}
