import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { firstLanguage, type Loaders, loadTexts, rememberLanguage } from "../i18n/load.ts";
import { faultSentence } from "../view/fault.ts";
import { newAnnouncer } from "../view/notice.tsx";
import { connectSocket } from "../wire/socket.ts";
import { App } from "./hosting/app.tsx";
import { Programme } from "./hosting/programme.ts";
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

async function start(page: HTMLElement): Promise<void> {
  const address = new URL(location.href);
  const language = firstLanguage(address, localStorage, navigator.languages);
  const texts = signal(await loadTexts(language, loaders));
  const life = new AbortController();
  const announcer = newAnnouncer();
  const programme = new Programme({
    id: address.searchParams.get("m") ?? undefined,
    connect: (ends) =>
      connectSocket({ url: `${location.origin.replace(/^http/, "ws")}/ws/staff`, signal: ends }),
    failed: (error) => announcer.show(faultSentence(texts.peek(), error)),
    signal: life.signal,
  });
  effect(() => {
    const { language: spoken, t } = texts.value;
    document.documentElement.lang = spoken;
    document.title = t("hosting.title");
  });
  page.replaceChildren();
  render(
    <App
      texts={texts}
      programme={programme}
      announcer={announcer}
      onLanguage={async (chosen) => {
        rememberLanguage(chosen, localStorage);
        texts.value = await loadTexts(chosen, loaders);
      }}
    />,
    page,
  );
  await programme.begin();
}

const page = document.getElementById("page");
if (page) void start(page);
