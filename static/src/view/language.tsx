import { type Language, languages } from "../i18n/texts.ts";
import { Icon } from "./icon.tsx";
import { useTexts } from "./texts.tsx";

/** Chooses the language of the page. Each language is named in itself. */
export function LanguageSwitch({ onLanguage }: { onLanguage: (language: Language) => void }) {
  const { t, language } = useTexts();
  return (
    <label class="language">
      <Icon of="globe" />
      <span class="unseen">{t("language.choose")}</span>
      <select value={language} onChange={(event) => onLanguage(event.currentTarget.value as Language)}>
        {languages.map((each) => (
          <option key={each} value={each} lang={each}>
            {t(`language.${each}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
