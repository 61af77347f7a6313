import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { firstLanguage, type Loaders, loadTexts, rememberLanguage } from "../i18n/load.ts";
import { faultSentence } from "../view/fault.ts";
import { newAnnouncer } from "../view/notice.tsx";
import { connectSocket } from "../wire/socket.ts";
import { App } from "./coordinator/app.tsx";
import { Office } from "./coordinator/office.ts";
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

async function start(page: HTMLElement): Promise<void> {
  const language = firstLanguage(new URL(location.href), localStorage, navigator.languages);
  const texts = signal(await loadTexts(language, loaders));
  const life = new AbortController();
  const announcer = newAnnouncer();
  const office = new Office({
    connect: (ends) =>
      connectSocket({ url: `${location.origin.replace(/^http/, "ws")}/ws/staff`, signal: ends }),
    failed: (error) => announcer.show(faultSentence(texts.peek(), error)),
    signal: life.signal,
  });
  effect(() => {
    const { language: spoken, t } = texts.value;
    document.documentElement.lang = spoken;
    document.title = t("coordinator.title");
  });
  page.replaceChildren();
  render(
    <App
      texts={texts}
      office={office}
      announcer={announcer}
      onLanguage={async (chosen) => {
        rememberLanguage(chosen, localStorage);
        texts.value = await loadTexts(chosen, loaders);
      }}
    />,
    page,
  );
  await office.begin();
}

const page = document.getElementById("page");
if (page) void start(page);
