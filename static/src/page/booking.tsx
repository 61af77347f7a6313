import type { Loaders } from "../i18n/load.ts";
import { takeAsked } from "./asked.ts";
import { App } from "./booking/app.tsx";
import { Booker, type Wanted } from "./booking/booker.ts";
import { Kept } from "./booking/kept.ts";
import { start } from "./start.ts";
import "../style/tokens.css";
import "../style/base.css";
import "../style/controls.css";
import "../style/visitor.css";
import "../style/slots.css";
import "../style/booking.css";

const loaders: Loaders = {
  fr: () => import("../i18n/fr.json?page=booking"),
  nl: () => import("../i18n/nl.json?page=booking"),
  de: () => import("../i18n/de.json?page=booking"),
  en: () => import("../i18n/en.json?page=booking"),
};

/** What is asked for: a private link, an appointment, or a topic to begin with. */
function wantedBy(asked: URLSearchParams): Wanted {
  const [token, appointment, topic] = [asked.get("r"), asked.get("a"), asked.get("topic")];
  const tries = asked.get("check") !== null;
  return {
    tries,
    ...(token !== null && { token }),
    ...(appointment && { appointment }),
    ...(topic && { topic }),
  };
}

const wanted = wantedBy(takeAsked("r"));
void start(loaders, ({ language, texts, announcer, failed, speak, signal }) => {
  const booker = new Booker({
    language,
    kept: new Kept(sessionStorage),
    failed,
    signal,
  });
  return {
    title: ({ t }) => t(booker.shown.value ? "booking.title.yours" : "booking.title"),
    view: (
      <App
        texts={texts}
        booker={booker}
        announcer={announcer}
        onLanguage={async (chosen) => {
          await speak(chosen);
          await booker.wish({ language: chosen });
        }}
      />
    ),
    begin: () => booker.begin(wanted),
  };
});
