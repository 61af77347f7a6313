import { useSignal } from "@preact/signals";
import { hasPlace, isOver } from "../../state/gathering.ts";
import { Icon } from "../../view/icon.tsx";
import { Facts, Title } from "../../view/meeting/summary.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Meeting } from "../../wire/protocol.gen.ts";
import type { Visit } from "./visit.ts";

/** The meetings to come: the visitor's own first, then all. */
export function List({ visit }: { visit: Visit }) {
  const { t, language } = useTexts();
  const mineOnly = useSignal(true);
  const all = visit.list.value;
  if (!all) return <main class="column meetings" aria-busy="true" />;
  const own = visit.own.value.filter((each) => !isOver(each) && isCurrent(each));
  const spoken = all.filter(({ languages }) => languages.includes(language));
  const hidden = all.length - spoken.length;
  const shown = mineOnly.value && spoken.length > 0 ? spoken : all;
  return (
    <main class="column meetings">
      <h1>{t("meeting.title")}</h1>
      <p>{t("meeting.intro")}</p>
      {own.length > 0 && (
        <section aria-labelledby="own">
          <h2 id="own">{t("meeting.own")}</h2>
          <ul class="cards">
            {own.map((each) => (
              <Card key={each.id} of={each} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="coming">
        <h2 id="coming">{t("meeting.coming")}</h2>
        {all.length === 0 && <p>{t("meeting.none")}</p>}
        <ul class="cards">
          {shown.map((each) => (
            <Card key={each.id} of={each} />
          ))}
        </ul>
        {hidden > 0 && spoken.length > 0 && (
          <label class="tick">
            <input
              type="checkbox"
              checked={!mineOnly.value}
              onChange={(event) => {
                mineOnly.value = !event.currentTarget.checked;
              }}
            />
            <span>{t("meeting.other_languages")}</span>
          </label>
        )}
      </section>
    </main>
  );
}

const isCurrent = ({ mine }: Meeting) => hasPlace(mine) || mine?.state === "waiting";

function Card({ of }: { of: Meeting }) {
  const { t } = useTexts();
  const { mine } = of;
  return (
    <li class={`meeting-card ${mine?.state === "offered" ? "soon" : ""}`}>
      <h3>
        <a href={`/meetings?m=${of.id}`}>
          <Title of={of} />
        </a>
      </h3>
      <Facts of={of}>
        {mine && (
          <li>
            <Icon of="check" />
            <strong>{t(`meeting.mine.${mine.state}`, { place: mine.place ?? "" })}</strong>
          </li>
        )}
      </Facts>
    </li>
  );
}
