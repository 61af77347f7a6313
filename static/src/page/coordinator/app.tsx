import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Language, Texts } from "../../i18n/texts.ts";
import { Button } from "../../view/button.tsx";
import { LanguageSwitch } from "../../view/language.tsx";
import { Announcements, type Announcer, Notice } from "../../view/notice.tsx";
import { RepliesView } from "../../view/replies/list.tsx";
import { SignIn } from "../../view/signin.tsx";
import { SpokenIn, useTexts } from "../../view/texts.tsx";
import type { Me } from "../../wire/resources.ts";
import { BoardView } from "./board.tsx";
import { HoursView } from "./hours.tsx";
import type { Office } from "./office.ts";
import { PolicyView } from "./policy.tsx";
import { RosterView } from "./roster.tsx";

interface Props {
  texts: ReadonlySignal<Texts>;
  office: Office;
  announcer: Announcer;
  onLanguage: (language: Language) => void;
}

const views = ["board", "roster", "hours", "booking", "replies"] as const;
type View = (typeof views)[number];

/** The coordinator's page: the sign-in, then one view of several. */
export function App({ texts, office, announcer, onLanguage }: Props) {
  const me = office.me.value;
  return (
    <SpokenIn value={texts}>
      {me && <Page office={office} onLanguage={onLanguage} />}
      {me === null && (
        <SignIn
          isExpired={office.expired.value}
          onSend={(email, password) => office.signIn(email, password)}
          onLanguage={onLanguage}
        />
      )}
      <Announcements by={announcer} />
    </SpokenIn>
  );
}

/** The view that the address names, so that a reload and a bookmark stay where they are. */
function viewOf(hash: string): View {
  return views.find((each) => hash === `#${each}`) ?? "board";
}

function Page({ office, onLanguage }: Pick<Props, "office" | "onLanguage">) {
  const { t, language } = useTexts();
  const view = useSignal(viewOf(location.hash));
  useEffect(() => {
    const over = new AbortController();
    const turn = () => {
      view.value = viewOf(location.hash);
      office.tell("");
    };
    addEventListener("hashchange", turn, { signal: over.signal });
    return () => over.abort();
  }, []);
  // Where the views are one line, the one that is shown is in sight.
  useEffect(() => {
    const current = document.querySelector(".office-views [aria-current]");
    current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [view.value, language]);
  const cut = office.socket.value?.status.value.is === "waiting";
  const isCoordinator = office.me.value?.coordinator;
  return (
    <>
      <header class="bar console-bar">
        <nav class="office-views" aria-label={t("coordinator.views")}>
          {isCoordinator &&
            views.map((each) => (
              <a key={each} href={`#${each}`} aria-current={view.value === each ? "page" : undefined}>
                {t(`coordinator.view.${each}`)}
              </a>
            ))}
        </nav>
        <div class="console-rare">
          <a href="/counsellor">{t("coordinator.counsellor")}</a>
          <LanguageSwitch onLanguage={onLanguage} />
          <Button kind="quiet" icon="leave" onClick={() => void office.signOut()}>
            {t("counsellor.sign_out")}
          </Button>
        </div>
      </header>
      {cut && (
        <Notice kind="soon" icon="offline">
          <p role="status">{t("connection.lost")}</p>
        </Notice>
      )}
      <main class="office">
        <div role="status">
          {office.said.value && (
            <Notice kind="live" icon="check">
              <p>{office.said.value}</p>
            </Notice>
          )}
        </div>
        {!isCoordinator && (
          <Notice icon="alert">
            <p>{t("coordinator.forbidden")}</p>
          </Notice>
        )}
        {isCoordinator && view.value === "board" && <BoardView office={office} />}
        {isCoordinator && view.value === "roster" && <RosterView office={office} />}
        {isCoordinator && view.value === "hours" && <HoursView office={office} />}
        {isCoordinator && view.value === "booking" && <PolicyView office={office} />}
        {isCoordinator && view.value === "replies" && (
          <RepliesView
            book={office.book}
            me={office.me.value as Me}
            centres={office.network.value?.centres ?? []}
          />
        )}
      </main>
    </>
  );
}
