import type { Meeting } from "../../wire/protocol.gen.ts";
import { ownTime } from "../clock.ts";
import { Icon } from "../icon.tsx";
import { useTexts } from "../texts.tsx";
import { inLanguage, places, spoken, when } from "./words.ts";

/** What a meeting is called, in the reader's language. */
export function Title({ of }: { of: Meeting }) {
  const { language } = useTexts();
  const title = inLanguage(of.titles, language, of.languages);
  return <span lang={title.language}>{title.text}</span>;
}

/** When it is, in which language, with whom, and what room there is. */
export function Facts({ of, children }: { of: Meeting; children?: preact.ComponentChildren }) {
  const texts = useTexts();
  const { t } = texts;
  const own = ownTime(texts, of.zone, new Date(of.start));
  return (
    <ul class="facts-list">
      <li>
        <Icon of="clock" />
        <span>
          <time dateTime={of.start}>{when(texts, of)}</time>
          {own && <span class="hint"> {t("times.own", { time: own })}</span>}
        </span>
      </li>
      <li>
        <Icon of="globe" />
        <span>{spoken(texts, of)}</span>
      </li>
      <li>
        <Icon of="person" />
        <span>{t("meeting.with", { name: new Intl.ListFormat(texts.language).format(names(of)) })}</span>
      </li>
      {children ?? (
        <li>
          <Icon of="check" />
          <span>{of.state === "cancelled" ? t("meeting.state.cancelled") : places(texts, of)}</span>
        </li>
      )}
    </ul>
  );
}

const names = ({ hosts }: Meeting) => hosts.map(({ name }) => name);
