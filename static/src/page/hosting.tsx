import type { Loaders } from "../i18n/load.ts";
import { connectHere } from "../wire/socket.ts";
import { App } from "./hosting/app.tsx";
import { Programme } from "./hosting/programme.ts";
import { start } from "./start.ts";
import "../style/tokens.css";
import "../style/base.css";
import "../style/controls.css";
import "../style/counsellor.css";
import "../style/meeting.css";
import "../style/hosting.css";

const loaders: Loaders = {
  fr: () => import("../i18n/fr.json?page=hosting"),
  nl: () => import("../i18n/nl.json?page=hosting"),
  de: () => import("../i18n/de.json?page=hosting"),
  en: () => import("../i18n/en.json?page=hosting"),
};

void start(loaders, ({ texts, announcer, failed, speak, signal }) => {
  const programme = new Programme({
    id: new URL(location.href).searchParams.get("m") ?? undefined,
    connect: (ends) => connectHere("staff", ends),
    failed,
    signal,
  });
  return {
    title: ({ t }) => t("hosting.title"),
    view: (
      <App
        texts={texts}
        programme={programme}
        announcer={announcer}
        onLanguage={(chosen) => void speak(chosen)}
      />
    ),
    begin: () => programme.begin(),
  };
});
