import type { Loaders } from "../i18n/load.ts";
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

/** What the address asks for, in its fragment: a private link, an appointment, or a topic to begin with. */
function asked(): Wanted {
  const found = new URLSearchParams(location.hash.slice(1));
  const [token, appointment, topic] = [found.get("r"), found.get("a"), found.get("topic")];
  // A token must not stay where somebody else could find it.
  if (token !== null) history.replaceState(null, "", location.pathname + location.search);
  const tries = found.get("check") !== null;
  return {
    tries,
    ...(token !== null && { token }),
    ...(appointment && { appointment }),
    ...(topic && { topic }),
  };
}

const wanted = asked();
// Another link that is opened in this tab changes the fragment alone.
addEventListener("hashchange", () => location.reload());
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
