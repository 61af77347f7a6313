import { Choice } from "../../view/field.tsx";
import { Icon, type IconName } from "../../view/icon.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Kind } from "../../wire/booking.ts";
import type { Language } from "../../wire/resources.ts";
import { type Booker, isWhole } from "./booker.ts";
import { place } from "./icons.ts";
import { Times } from "./times.tsx";

/** How each kind looks. */
export const kindIcons: Record<Kind, IconName> = {
  video: "camera",
  audio: "microphone",
  phone: "call",
  on_site: place,
};

/** What the appointment is about and how it takes place; then its first free times. */
export function Choose({ booker }: { booker: Booker }) {
  const { t } = useTexts();
  const choice = booker.choice.value;
  const wished = booker.wished.value;
  return (
    <>
      <p>{t("booking.intro")}</p>
      <Own booker={booker} />
      {choice && choice.kinds.length === 0 && <p class="there soon">{t("booking.none")}</p>}
      {choice && choice.kinds.length > 0 && (
        <>
          <Topic booker={booker} topics={choice.topics} />
          <How booker={booker} kinds={choice.kinds} />
          {wished.kind === "on_site" && <Where booker={booker} />}
          <Spoken booker={booker} />
        </>
      )}
      {isWhole(wished) && <Times booker={booker} onTake={(slot) => void booker.hold(slot)} />}
    </>
  );
}

/** The appointments that the person has already. */
function Own({ booker }: { booker: Booker }) {
  const texts = useTexts();
  if (booker.own.value.length === 0) return null;
  return (
    <nav class="former" aria-label={texts.t("booking.own")}>
      <h2>{texts.t("booking.own")}</h2>
      <ul>
        {booker.own.value.map((each) => (
          <li key={each.id}>
            <button type="button" class="former-one" onClick={() => (booker.shown.value = each)}>
              <span>{texts.at(each.centre.zone).moment(new Date(each.start))}</span>
              <span class="hint">{texts.t(`times.kind.${each.kind}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Topic({ booker, topics }: { booker: Booker; topics: readonly string[] }) {
  const { t, topic } = useTexts();
  const chosen = booker.wished.value.topic;
  return (
    <fieldset class="topics">
      <legend>{t("booking.topic")}</legend>
      <div class="chips">
        {topics.map((id) => (
          <button
            key={id}
            type="button"
            class="chip"
            aria-pressed={chosen === id}
            onClick={() => void booker.wish({ topic: chosen === id ? "" : id })}
          >
            {chosen === id && <Icon of="check" />}
            <span>{topic(id)}</span>
          </button>
        ))}
      </div>
    </fieldset>
  );
}

function How({ booker, kinds }: { booker: Booker; kinds: readonly Kind[] }) {
  const { t } = useTexts();
  const chosen = booker.wished.value.kind;
  return (
    <fieldset class="kinds">
      <legend>{t("booking.kind")}</legend>
      {kinds.map((kind) => (
        <label key={kind} class={`kind ${chosen === kind ? "chosen" : ""}`}>
          <input
            type="radio"
            name="kind"
            value={kind}
            checked={chosen === kind}
            onChange={() => void booker.wish({ kind })}
          />
          <Icon of={kindIcons[kind]} />
          <span class="kind-words">
            <span>{t(`times.kind.${kind}`)}</span>
            <span class="hint">{t(`booking.kind.${kind}.hint`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Where({ booker }: { booker: Booker }) {
  const { t } = useTexts();
  return (
    <Choice
      label={t("booking.centre")}
      value={booker.wished.value.centre ?? ""}
      onValue={(centre) => void booker.wish({ centre })}
    >
      <option value="" disabled>
        {t("booking.centre.choose")}
      </option>
      {(booker.choice.value?.centres ?? []).map(({ id, name, city }) => (
        <option key={id} value={id}>
          {city ? `${city} – ${name}` : name}
        </option>
      ))}
    </Choice>
  );
}

function Spoken({ booker }: { booker: Booker }) {
  const { t } = useTexts();
  const known = new Set(booker.choice.value?.staff.flatMap(({ languages }) => languages));
  const { language } = booker.wished.value;
  const offered = (["fr", "nl", "de", "en"] as const).filter((each) => known.has(each) || each === language);
  return (
    <Choice
      label={t("booking.language")}
      value={language}
      onValue={(chosen) => void booker.wish({ language: chosen as Language })}
    >
      {offered.map((each) => (
        <option key={each} value={each} lang={each}>
          {t(`language.${each}`)}
        </option>
      ))}
    </Choice>
  );
}
