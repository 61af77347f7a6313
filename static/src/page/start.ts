import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { render, type VNode } from "preact";
import { firstLanguage, type Loaders, loadTexts, rememberLanguage } from "../i18n/load.ts";
import type { Language, Texts } from "../i18n/texts.ts";
import { faultSentence } from "../view/fault.ts";
import { type Announcer, newAnnouncer } from "../view/notice.tsx";

/** What every page is made with. */
export interface Stage {
  /** The language that the page begins in. */
  language: Language;
  texts: ReadonlySignal<Texts>;
  announcer: Announcer;
  /** Shows what went wrong. */
  failed: (error: unknown) => void;
  /** Goes on in another language, and remembers it. */
  speak: (chosen: Language) => Promise<void>;
  /** Fires when the page is over. */
  signal: AbortSignal;
}

/** What a page shows, and says in its tab. */
export interface Shown {
  title: (texts: Texts) => string;
  view: VNode;
  /** Called when the page is there. */
  begin: () => Promise<void>;
}

/**
 * Begins a page in the language of who reads it: in place of the first paint comes what it shows.
 * The visitor's page begins by itself: its script is counted, and this is none of its own.
 */
export async function start(loaders: Loaders, show: (stage: Stage) => Shown): Promise<void> {
  const page = document.getElementById("page");
  if (!page) return;
  const language = firstLanguage(new URL(location.href), localStorage, navigator.languages);
  const texts = signal(await loadTexts(language, loaders));
  const announcer = newAnnouncer();
  const { title, view, begin } = show({
    language,
    texts,
    announcer,
    failed: (error) => announcer.show(faultSentence(texts.peek(), error)),
    speak: async (chosen) => {
      rememberLanguage(chosen, localStorage);
      texts.value = await loadTexts(chosen, loaders);
    },
    signal: new AbortController().signal,
  });
  effect(() => {
    document.documentElement.lang = texts.value.language;
    document.title = title(texts.value);
  });
  page.replaceChildren();
  render(view, page);
  await begin();
}
