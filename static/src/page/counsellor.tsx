import { computed, effect, signal } from "@preact/signals";
import { render } from "preact";
import { firstLanguage, type Loaders, loadTexts, rememberLanguage } from "../i18n/load.ts";
import { faultSentence } from "../view/fault.ts";
import { newAnnouncer } from "../view/notice.tsx";
import { connectSocket } from "../wire/socket.ts";
import { App } from "./counsellor/app.tsx";
import { Attention } from "./counsellor/attention.ts";
import { Desk } from "./counsellor/desk.ts";
import { countInIcon } from "./counsellor/tabicon.ts";
import "../style/tokens.css";
import "../style/base.css";
import "../style/controls.css";
import "../style/thread.css";
import "../style/counsellor.css";
import "../style/guidance.css";
import "../style/slots.css";
import "../style/agenda.css";

const loaders: Loaders = {
  fr: () => import("../i18n/fr.json?page=counsellor"),
  nl: () => import("../i18n/nl.json?page=counsellor"),
  de: () => import("../i18n/de.json?page=counsellor"),
  en: () => import("../i18n/en.json?page=counsellor"),
};

async function start(page: HTMLElement): Promise<void> {
  const language = firstLanguage(new URL(location.href), localStorage, navigator.languages);
  const texts = signal(await loadTexts(language, loaders));
  const life = new AbortController();
  const announcer = newAnnouncer();
  const desk = new Desk({
    connect: (ends) =>
      connectSocket({ url: `${location.origin.replace(/^http/, "ws")}/ws/staff`, signal: ends }),
    failed: (error) => announcer.show(faultSentence(texts.peek(), error)),
    onEnded: (reason) => announcer.say(texts.peek().t(`interview.${reason}`)),
    signal: life.signal,
  });
  const attention = new Attention({
    words: (news) => texts.peek().t(`counsellor.news.${news}`),
    say: announcer.say,
    onFollow: ({ conversation }) => {
      if (desk.find(conversation)) desk.opened.value = conversation;
    },
    signal: life.signal,
  });
  const needed = computed(() => desk.needs.value.length);
  effect(() => {
    const { language: spoken, t } = texts.value;
    const count = needed.value;
    document.documentElement.lang = spoken;
    document.title = count > 0 ? `(${count}) ${t("counsellor.title")}` : t("counsellor.title");
  });
  effect(() => attention.update(desk.needs.value, desk.opened.value));
  void countInIcon(needed, life.signal);
  page.replaceChildren();
  render(
    <App
      texts={texts}
      desk={desk}
      announcer={announcer}
      attention={attention}
      onLanguage={async (chosen) => {
        rememberLanguage(chosen, localStorage);
        texts.value = await loadTexts(chosen, loaders);
      }}
    />,
    page,
  );
  await desk.begin();
}

const page = document.getElementById("page");
if (page) void start(page);
