import type { ReadonlySignal } from "@preact/signals";
import type { Language, Texts } from "../../i18n/texts.ts";
import { Way } from "../../view/button.tsx";
import { LanguageSwitch } from "../../view/language.tsx";
import { SpokenIn, useTexts } from "../../view/texts.tsx";

interface Props {
  texts: ReadonlySignal<Texts>;
  onLanguage: (language: Language) => void;
}

/** What somebody sees whose address leads nowhere: that it does, and where to go on. */
export function App({ texts, onLanguage }: Props) {
  return (
    <SpokenIn value={texts}>
      <Bar onLanguage={onLanguage} />
      <WaysOn />
    </SpokenIn>
  );
}

function Bar({ onLanguage }: Pick<Props, "onLanguage">) {
  const { t } = useTexts();
  return (
    <header class="bar">
      <p class="name">
        <img src="/icon.svg" alt="" />
        <span>{t("visitor.name")}</span>
      </p>
      <LanguageSwitch onLanguage={onLanguage} />
    </header>
  );
}

function WaysOn() {
  const { t } = useTexts();
  return (
    <main class="column landing">
      <h1>{t("nowhere.heading")}</h1>
      <p>{t("nowhere.text")}</p>
      <p>
        <a class="button main" href="/">
          <span class="words">{t("nowhere.start")}</span>
        </a>
      </p>
      <nav class="ways" aria-label={t("visitor.ways.label")}>
        <Way href="/book" icon="person">
          {t("visitor.book")}
        </Way>
        <Way href="/meetings" icon="camera">
          {t("visitor.meetings")}
        </Way>
      </nav>
    </main>
  );
}
