import type { ReadonlySignal } from "@preact/signals";
import type { Language, Texts } from "../../i18n/texts.ts";
import { Announcements, type Announcer } from "../../view/notice.tsx";
import { SignIn } from "../../view/signin.tsx";
import { SpokenIn } from "../../view/texts.tsx";
import type { Attention } from "./attention.ts";
import { Console } from "./console.tsx";
import type { Desk } from "./desk.ts";

interface Props {
  texts: ReadonlySignal<Texts>;
  desk: Desk;
  announcer: Announcer;
  attention: Attention;
  onLanguage: (language: Language) => void;
}

/** The counsellor's page: the sign-in, then the console. */
export function App({ texts, desk, announcer, attention, onLanguage }: Props) {
  const me = desk.me.value;
  return (
    <SpokenIn value={texts}>
      {me && <Console desk={desk} me={me} attention={attention} onLanguage={onLanguage} />}
      {me === null && (
        <SignIn
          isExpired={desk.expired.value}
          onSend={(email, password) => desk.signIn(email, password)}
          onLanguage={onLanguage}
        />
      )}
      <Announcements by={announcer} />
    </SpokenIn>
  );
}
