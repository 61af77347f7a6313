import { computed, effect } from "@preact/signals";
import type { Loaders } from "../i18n/load.ts";
import { connectHere } from "../wire/socket.ts";
import { App } from "./counsellor/app.tsx";
import { Attention } from "./counsellor/attention.ts";
import { Desk } from "./counsellor/desk.ts";
import { countInIcon } from "./counsellor/tabicon.ts";
import { start } from "./start.ts";
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

void start(loaders, ({ texts, announcer, failed, speak, signal }) => {
  const desk = new Desk({
    connect: (ends) => connectHere("staff", ends),
    failed,
    onEnded: (reason) => announcer.say(texts.peek().t(`interview.${reason}`)),
    signal,
  });
  const attention = new Attention({
    words: (news) => texts.peek().t(`counsellor.news.${news}`),
    say: announcer.say,
    onFollow: ({ conversation }) => {
      if (desk.find(conversation)) desk.opened.value = conversation;
    },
    signal,
  });
  const needed = computed(() => desk.needs.value.length);
  effect(() => attention.update(desk.needs.value, desk.behind.value ? undefined : desk.opened.value));
  void countInIcon(needed, signal);
  return {
    title: ({ t }) => (needed.value > 0 ? `(${needed}) ${t("counsellor.title")}` : t("counsellor.title")),
    view: (
      <App
        texts={texts}
        desk={desk}
        announcer={announcer}
        attention={attention}
        onLanguage={(chosen) => void speak(chosen)}
      />
    ),
    begin: () => desk.begin(),
  };
});
