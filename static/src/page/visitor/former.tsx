import { Limited } from "../../view/limited.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Conversation } from "../../wire/protocol.gen.ts";

/** The person's earlier conversations on this device, to be read or taken up again; or what a private link opens. */
export function Former({
  conversations,
  onOpen,
}: {
  conversations: readonly Conversation[];
  onOpen: (id: string) => void;
}) {
  const { t, moment } = useTexts();
  return (
    <>
      <Limited text="visitor.limited" />
      {conversations.length > 0 && (
        <nav class="former" aria-label={t("visitor.former")}>
          <h2>{t("visitor.former")}</h2>
          <ul>
            {conversations.map(({ id, state, createdAt, firstMessage }) => (
              <li key={id}>
                <button type="button" class="former-one" onClick={() => onOpen(id)}>
                  <span class="first">{firstMessage}</span>
                  <span class="hint">
                    {moment(new Date(createdAt))} · {t(`visitor.state.${state}`)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </>
  );
}
