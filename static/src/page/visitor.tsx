import { computed, effect, signal } from "@preact/signals";
import { render } from "preact";
import { firstLanguage, type Loaders, loadTexts, rememberLanguage } from "../i18n/load.ts";
import type { Language, Texts } from "../i18n/texts.ts";
import { faultSentence } from "../view/fault.ts";
import { newAnnouncer } from "../view/notice.tsx";
import { chime } from "../view/sound.ts";
import { connectHere } from "../wire/socket.ts";
import { takeAsked } from "./asked.ts";
import { App } from "./visitor/app.tsx";
import { Kept } from "./visitor/kept.ts";
import { Session } from "./visitor/session.ts";
import "../style/tokens.css";
import "../style/base.css";
import "../style/controls.css";
import "../style/thread.css";
import "../style/visitor.css";

const loaders: Loaders = {
  fr: () => import("../i18n/fr.json?page=visitor"),
  nl: () => import("../i18n/nl.json?page=visitor"),
  de: () => import("../i18n/de.json?page=visitor"),
  en: () => import("../i18n/en.json?page=visitor"),
};

/** What the tab says: who calls, how much is new, and the page's own name. */
function titled(session: Session, { t }: Texts, news: number): string {
  const interview = session.followed.value?.conversation.value.interview;
  if (interview?.state === "ringing" && interview.by === "staff") {
    return t(`ring.incoming.${interview.mode}`, { name: interview.byName ?? t("thread.staff") });
  }
  return news > 0 ? `(${news}) ${t("visitor.called")}` : t("visitor.title");
}

async function start(page: HTMLElement): Promise<void> {
  const asked = takeAsked("r", "a");
  const language = firstLanguage(new URL(location.href), localStorage, navigator.languages);
  const texts = signal(await loadTexts(language, loaders));
  const life = new AbortController();
  const announcer = newAnnouncer();
  const socket = connectHere("visitor", life.signal);
  const news = signal(0);
  const session = new Session({
    socket,
    kept: new Kept(sessionStorage),
    language,
    failed: (error) => announcer.show(faultSentence(texts.peek(), error)),
    onNews: (what) => {
      if (what === "message" && document.hasFocus()) return;
      chime();
      if (!document.hasFocus()) news.value++;
    },
    onEnded: (reason) => announcer.say(texts.peek().t(`interview.${reason}`)),
    onUsedLink: () => announcer.show(texts.peek().t("visitor.link.used")),
    signal: life.signal,
  });
  const seen = () => {
    news.value = 0;
  };
  addEventListener("focus", seen, { signal: life.signal });
  const title = computed(() => titled(session, texts.value, news.value));
  effect(() => {
    document.documentElement.lang = texts.value.language;
    document.title = title.value;
  });
  const speak = async (chosen: Language) => {
    rememberLanguage(chosen, localStorage);
    texts.value = await loadTexts(chosen, loaders);
    session.prepare({ language: chosen });
  };
  page.replaceChildren();
  render(
    <App
      texts={texts}
      onLanguage={(chosen) => void speak(chosen)}
      session={session}
      socket={socket}
      announcer={announcer}
    />,
    page,
  );
  await session.begin({ token: asked.get("r") ?? undefined, room: asked.get("a") ?? undefined });
}

const page = document.getElementById("page");
if (page) void start(page);
