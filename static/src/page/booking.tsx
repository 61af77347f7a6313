import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { firstLanguage, type Loaders, loadTexts, rememberLanguage } from "../i18n/load.ts";
import { faultSentence } from "../view/fault.ts";
import { newAnnouncer } from "../view/notice.tsx";
import { App } from "./booking/app.tsx";
import { Booker, type Wanted } from "./booking/booker.ts";
import { Kept } from "./booking/kept.ts";
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
  if (token) history.replaceState(null, "", location.pathname + location.search);
  const tries = found.get("check") !== null;
  return { tries, ...(token && { token }), ...(appointment && { appointment }), ...(topic && { topic }) };
}

async function start(page: HTMLElement): Promise<void> {
  const wanted = asked();
  const language = firstLanguage(new URL(location.href), localStorage, navigator.languages);
  const texts = signal(await loadTexts(language, loaders));
  const life = new AbortController();
  const announcer = newAnnouncer();
  const booker = new Booker({
    language,
    kept: new Kept(sessionStorage),
    failed: (error) => announcer.show(faultSentence(texts.peek(), error)),
    onUsedLink: () => announcer.show(texts.peek().t("booking.link.used")),
    signal: life.signal,
  });
  effect(() => {
    document.documentElement.lang = texts.value.language;
    document.title = texts.value.t(booker.shown.value ? "booking.title.yours" : "booking.title");
  });
  page.replaceChildren();
  render(
    <App
      texts={texts}
      booker={booker}
      announcer={announcer}
      onLanguage={async (chosen) => {
        rememberLanguage(chosen, localStorage);
        texts.value = await loadTexts(chosen, loaders);
        await booker.wish({ language: chosen });
      }}
    />,
    page,
  );
  await booker.begin(wanted);
}

const page = document.getElementById("page");
if (page) void start(page);
