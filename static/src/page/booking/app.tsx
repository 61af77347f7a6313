import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Language, Texts } from "../../i18n/texts.ts";
import { Icon } from "../../view/icon.tsx";
import { LanguageSwitch } from "../../view/language.tsx";
import { Announcements, type Announcer, Notice } from "../../view/notice.tsx";
import { SpokenIn, useTexts } from "../../view/texts.tsx";
import { AppointmentView } from "./appointment.tsx";
import type { Booker } from "./booker.ts";
import { Choose } from "./choose.tsx";
import { Details } from "./details.tsx";

interface Props {
  texts: ReadonlySignal<Texts>;
  booker: Booker;
  announcer: Announcer;
  onLanguage: (language: Language) => void;
}

/** The booking page: a time is chosen, the form is filled in, and the appointment is there. */
export function App({ texts, booker, announcer, onLanguage }: Props) {
  return (
    <SpokenIn value={texts}>
      <Bar onLanguage={onLanguage} />
      <Shown booker={booker} announcer={announcer} />
      <Announcements by={announcer} />
    </SpokenIn>
  );
}

function Bar({ onLanguage }: Pick<Props, "onLanguage">) {
  const { t } = useTexts();
  return (
    <header class="bar">
      <p class="name">
        <img src="/icon.svg" alt="" />
        <a href="/">{t("booking.name")}</a>
      </p>
      <LanguageSwitch onLanguage={onLanguage} />
    </header>
  );
}

function Shown({ booker, announcer }: Pick<Props, "booker" | "announcer">) {
  const { t } = useTexts();
  const [shown, held] = [booker.shown.value, booker.held.value];
  const heading = useRef<HTMLHeadingElement>(null);
  const what = shown ? "one" : held ? "details" : "choose";
  const before = useRef(what);
  // Who goes on by keyboard goes on at the top of what is new, and is not called back there from a field.
  // Who has only opened a link is at the top: the heading needs no ring around it.
  const hasActed = useHasActed();
  useLayoutEffect(() => {
    if (hasActed.current && before.current !== what) heading.current?.focus();
    before.current = what;
  }, [what]);
  const titles = {
    one: t("booking.heading.yours"),
    details: t("booking.heading.details"),
    choose: t("booking.heading"),
  };
  return (
    <main class="column booking">
      <h1 tabIndex={-1} ref={heading}>
        {titles[what]}
      </h1>
      {booker.erased.value && (
        <Notice kind="live" icon="check">
          <p role="status">{t("booking.erased")}</p>
        </Notice>
      )}
      {what === "choose" && booker.usedLink.value && <UsedLink />}
      {shown && <AppointmentView booker={booker} appointment={shown} />}
      {!shown && held && <Details booker={booker} held={held} say={announcer.say} />}
      {!shown && !held && <Choose booker={booker} />}
    </main>
  );
}

/** Whether the person has done anything on the page. */
function useHasActed(): { readonly current: boolean } {
  const acted = useRef(false);
  useEffect(() => {
    const over = new AbortController();
    const act = () => {
      acted.current = true;
    };
    // Before what is done about it: that may show something else at once.
    for (const kind of ["keydown", "click"])
      addEventListener(kind, act, { capture: true, signal: over.signal });
    return () => over.abort();
  }, []);
  return acted;
}

/** Says that the private link opens nothing, and what to do. */
function UsedLink() {
  const { t } = useTexts();
  return (
    <Notice kind="soon" icon="alert">
      <p role="alert">{t("booking.link.used")}</p>
      <div class="stack">
        <p>{t("booking.link.used.ways")}</p>
        <p>
          <a class="button plain" href="/">
            <Icon of="message" />
            <span class="words">{t("booking.link.used.write")}</span>
          </a>
        </p>
      </div>
    </Notice>
  );
}
