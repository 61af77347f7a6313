import type { Loaders } from "../i18n/load.ts";
import { App } from "./nowhere/app.tsx";
import { start } from "./start.ts";
import "../style/tokens.css";
import "../style/base.css";
import "../style/controls.css";
import "../style/visitor.css";

const loaders: Loaders = {
  fr: () => import("../i18n/fr.json?page=nowhere"),
  nl: () => import("../i18n/nl.json?page=nowhere"),
  de: () => import("../i18n/de.json?page=nowhere"),
  en: () => import("../i18n/en.json?page=nowhere"),
};

void start(loaders, ({ texts, speak }) => ({
  title: ({ t }) => t("nowhere.title"),
  view: <App texts={texts} onLanguage={(chosen) => void speak(chosen)} />,
  begin: async () => {},
}));
