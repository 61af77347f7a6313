import { useTexts } from "../../view/texts.tsx";
import type { Conversation } from "../../wire/protocol.gen.ts";

/** What is known of a visitor. It folds away: the conversation matters more. */
export function Facts({ conversation }: { conversation: Conversation }) {
  const { t, topic, moment } = useTexts();
  const { name, contact, language, centre, createdAt, waitingSince, firstMessage, colleagues } = conversation;
  const facts = [
    [t("counsellor.facts.name"), name],
    [t("counsellor.facts.contact"), contact],
    [t("counsellor.facts.topic"), conversation.topic && topic(conversation.topic)],
    [t("counsellor.facts.language"), t(`language.${language as "fr"}`)],
    [t("counsellor.facts.centre"), centre],
    [t("counsellor.facts.waiting"), waitingSince && moment(new Date(waitingSince))],
    [t("counsellor.facts.first"), firstMessage],
    [t("counsellor.colleagues"), colleagues?.map((each) => each.name).join(", ")],
  ] as const;
  return (
    <details class="facts">
      <summary>{t("counsellor.began", { moment: moment(new Date(createdAt)) })}</summary>
      <dl>
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </details>
  );
}
