import { type Catalogue, isLanguage, type Language, languages, speak, type Texts } from "./texts.ts";

const saved = "miti.language";

/** Which language to begin with: what the address asks for, what was chosen before, the browser's, French. */
export function firstLanguage(
  address: URL,
  store: Pick<Storage, "getItem">,
  spoken: readonly string[],
): Language {
  const asked = address.searchParams.get("lang");
  if (isLanguage(asked)) return asked;
  const chosen = store.getItem(saved);
  if (isLanguage(chosen)) return chosen;
  return spoken.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? languages[0];
}

/** Remembers the person's choice on this device. */
export function rememberLanguage(language: Language, store: Pick<Storage, "setItem">): void {
  store.setItem(saved, language);
}

/** How a page gets the catalogue of one language. Each is a file of its own. */
export type Loaders = Record<Language, () => Promise<{ default: Catalogue }>>;

/** Loads the texts of one language. */
export async function loadTexts(language: Language, loaders: Loaders): Promise<Texts> {
  const { default: catalogue } = await loaders[language]();
  return speak(language, catalogue);
}
