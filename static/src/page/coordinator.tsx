import type { Loaders } from "../i18n/load.ts";
import { connectHere } from "../wire/socket.ts";
import { App } from "./coordinator/app.tsx";
import { Office } from "./coordinator/office.ts";
import { start } from "./start.ts";
import "../style/tokens.css";
import "../style/base.css";
import "../style/controls.css";
import "../style/counsellor.css";
import "../style/coordinator.css";

const loaders: Loaders = {
  fr: () => import("../i18n/fr.json?page=coordinator"),
  nl: () => import("../i18n/nl.json?page=coordinator"),
  de: () => import("../i18n/de.json?page=coordinator"),
  en: () => import("../i18n/en.json?page=coordinator"),
};

void start(loaders, ({ texts, announcer, failed, speak, signal }) => {
  const office = new Office({ connect: (ends) => connectHere("staff", ends), failed, signal });
  return {
    title: ({ t }) => t("coordinator.title"),
    view: (
      <App texts={texts} office={office} announcer={announcer} onLanguage={(chosen) => void speak(chosen)} />
    ),
    begin: () => office.begin(),
  };
});
