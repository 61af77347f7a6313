import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { Language, Texts } from "../../i18n/texts.ts";
import { Button } from "../../view/button.tsx";
import { faultSentence } from "../../view/fault.ts";
import { Field } from "../../view/field.tsx";
import { LanguageSwitch } from "../../view/language.tsx";
import { Announcements, type Announcer, Notice } from "../../view/notice.tsx";
import { SpokenIn, useTexts } from "../../view/texts.tsx";
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
      {me === null && <SignIn desk={desk} onLanguage={onLanguage} />}
      <Announcements by={announcer} />
    </SpokenIn>
  );
}

function SignIn({ desk, onLanguage }: Pick<Props, "desk" | "onLanguage">) {
  const texts = useTexts();
  const { t } = texts;
  const email = useSignal("");
  const password = useSignal("");
  const busy = useSignal(false);
  const fault = useSignal<unknown>(undefined);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.peek()) return;
    busy.value = true;
    fault.value = await desk.signIn(email.peek().trim(), password.peek());
    busy.value = false;
  };
  return (
    <>
      <header class="bar">
        <p class="name">
          <img src="/icon.svg" alt="" />
          <span>{t("counsellor.name")}</span>
        </p>
        <LanguageSwitch onLanguage={onLanguage} />
      </header>
      <main class="column sign-in">
        <h1>{t("counsellor.sign_in.heading")}</h1>
        {desk.expired.value && (
          <Notice kind="soon" icon="alert">
            <p>{t("counsellor.sign_in.expired")}</p>
          </Notice>
        )}
        <form onSubmit={(event) => void send(event)}>
          <Field
            label={t("counsellor.sign_in.email")}
            inputMode="email"
            autocomplete="username"
            missing={t("counsellor.sign_in.email.missing")}
            value={email.value}
            onValue={(value) => (email.value = value)}
          />
          <Field
            label={t("counsellor.sign_in.password")}
            type="password"
            autocomplete="current-password"
            missing={t("counsellor.sign_in.password.missing")}
            value={password.value}
            onValue={(value) => (password.value = value)}
            fault={fault.value ? faultSentence(texts, fault.value) : undefined}
          />
          <Button type="submit" kind="main" busy={busy.value}>
            {t("counsellor.sign_in.send")}
          </Button>
        </form>
      </main>
    </>
  );
}
