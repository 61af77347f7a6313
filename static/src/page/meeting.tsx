import type { Loaders } from "../i18n/load.ts";
import { inLanguage } from "../view/meeting/words.ts";
import { connectHere } from "../wire/socket.ts";
import { takeAsked } from "./asked.ts";
import { App } from "./meeting/app.tsx";
import { Visit } from "./meeting/visit.ts";
import { start } from "./start.ts";
import "../style/tokens.css";
import "../style/base.css";
import "../style/controls.css";
import "../style/meeting.css";

const loaders: Loaders = {
  fr: () => import("../i18n/fr.json?page=meeting"),
  nl: () => import("../i18n/nl.json?page=meeting"),
  de: () => import("../i18n/de.json?page=meeting"),
  en: () => import("../i18n/en.json?page=meeting"),
};

const token = takeAsked("r").get("r") ?? undefined;
void start(loaders, ({ texts, announcer, failed, speak, signal }) => {
  const socket = connectHere("visitor", signal);
  const visit = new Visit({
    id: new URL(location.href).searchParams.get("m") ?? undefined,
    socket,
    failed,
    onUsedLink: () => announcer.show(texts.peek().t("meeting.link.used")),
    signal,
  });
  return {
    title: ({ t, language }) => {
      const meeting = visit.meeting.value;
      return meeting ? inLanguage(meeting.titles, language, meeting.languages).text : t("meeting.title");
    },
    view: (
      <App
        texts={texts}
        visit={visit}
        socket={socket}
        announcer={announcer}
        onLanguage={(chosen) => void speak(chosen)}
      />
    ),
    begin: () => visit.begin(token),
  };
});
