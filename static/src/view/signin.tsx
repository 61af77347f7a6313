import { useSignal } from "@preact/signals";
import type { Language } from "../i18n/texts.ts";
import { Button } from "./button.tsx";
import { faultSentence } from "./fault.ts";
import { Field } from "./field.tsx";
import { LanguageSwitch } from "./language.tsx";
import { Notice } from "./notice.tsx";
import { useTexts } from "./texts.tsx";

interface Props {
  /** The session ended while the page was open. */
  isExpired: boolean;
  /** Signs in. The fault, if any, is shown in the form. */
  onSend: (email: string, password: string) => Promise<unknown>;
  onLanguage: (language: Language) => void;
}

/** Where staff sign in. */
export function SignIn({ isExpired, onSend, onLanguage }: Props) {
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
    fault.value = await onSend(email.peek().trim(), password.peek());
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
        {isExpired && (
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
