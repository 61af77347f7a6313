import { computed, effect, signal } from "@preact/signals";
import { render } from "preact";
import { firstLanguage, type Loaders, loadTexts, rememberLanguage } from "../i18n/load.ts";
import { faultSentence } from "../view/fault.ts";
import { inLanguage } from "../view/meeting/words.ts";
import { newAnnouncer } from "../view/notice.tsx";
import { connectSocket } from "../wire/socket.ts";
import { App } from "./meeting/app.tsx";
import { Visit } from "./meeting/visit.ts";
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

/** Takes a private link's token out of the address, before anything else can see it there. */
function takeToken(): string | undefined {
  const token = /^#r=([\w-]+)$/.exec(location.hash)?.[1];
  if (token) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

async function start(page: HTMLElement): Promise<void> {
  const token = takeToken();
  const address = new URL(location.href);
  const language = firstLanguage(address, localStorage, navigator.languages);
  const texts = signal(await loadTexts(language, loaders));
  const life = new AbortController();
  const announcer = newAnnouncer();
  const socket = connectSocket({
    url: `${location.origin.replace(/^http/, "ws")}/ws/visitor`,
    signal: life.signal,
  });
  const visit = new Visit({
    id: address.searchParams.get("m") ?? undefined,
    socket,
    failed: (error) => announcer.show(faultSentence(texts.peek(), error)),
    onUsedLink: () => announcer.show(texts.peek().t("meeting.link.used")),
    signal: life.signal,
  });
  const title = computed(() => {
    const { t, language: read } = texts.value;
    const meeting = visit.meeting.value;
    return meeting ? inLanguage(meeting.titles, read, meeting.languages).text : t("meeting.title");
  });
  effect(() => {
    document.documentElement.lang = texts.value.language;
    document.title = title.value;
  });
  page.replaceChildren();
  render(
    <App
      texts={texts}
      visit={visit}
      socket={socket}
      announcer={announcer}
      onLanguage={async (chosen) => {
        rememberLanguage(chosen, localStorage);
        texts.value = await loadTexts(chosen, loaders);
      }}
    />,
    page,
  );
  await visit.begin(token);
}

const page = document.getElementById("page");
if (page) void start(page);
