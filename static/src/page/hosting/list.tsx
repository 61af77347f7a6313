import { useSignal } from "@preact/signals";
import { isOver } from "../../state/gathering.ts";
import { Button } from "../../view/button.tsx";
import { Icon } from "../../view/icon.tsx";
import { Facts, Title } from "../../view/meeting/summary.tsx";
import { useTexts } from "../../view/texts.tsx";
import { newId } from "../../wire/id.ts";
import type { Meeting } from "../../wire/protocol.gen.ts";
import { PlanSheet } from "./plan.tsx";
import type { Programme } from "./programme.ts";

/** The meetings that somebody arranges or holds: those to come, then those that are over. */
export function List({ programme }: { programme: Programme }) {
  const { t } = useTexts();
  const planning = useSignal<string | undefined>(undefined);
  const all = programme.meetings.value;
  const coming = all?.filter((each) => !isOver(each)) ?? [];
  const over = all?.filter(isOver).reverse() ?? [];
  return (
    <main class="column meetings" aria-busy={all === undefined}>
      <div class="meetings-head">
        <h1 tabIndex={-1}>{t("hosting.title")}</h1>
        <Button
          kind="main"
          onClick={() => {
            planning.value = newId();
          }}
        >
          {t("hosting.plan")}
        </Button>
      </div>
      {all && coming.length === 0 && <p>{t("hosting.none")}</p>}
      <Cards programme={programme} meetings={coming} />
      {over.length > 0 && (
        <details class="details">
          <summary>{t("hosting.over")}</summary>
          <Cards programme={programme} meetings={over} />
        </details>
      )}
      {planning.value && (
        <PlanSheet
          programme={programme}
          id={planning.value}
          onClose={() => {
            planning.value = undefined;
          }}
        />
      )}
    </main>
  );
}

function Cards({ programme, meetings }: { programme: Programme; meetings: readonly Meeting[] }) {
  return (
    <ul class="cards">
      {meetings.map((each) => (
        <li key={each.id} class="meeting-card">
          <h2>
            <a
              href={`?m=${each.id}`}
              onClick={(event) => {
                event.preventDefault();
                programme.open(each.id);
              }}
            >
              <Title of={each} />
            </a>
          </h2>
          <Facts of={each}>
            <Filled of={each} />
          </Facts>
        </li>
      ))}
    </ul>
  );
}

/** How full it is. */
export function Filled({ of }: { of: Meeting }) {
  const { t } = useTexts();
  return (
    <>
      <li>
        <Icon of="person" />
        <span>{t("hosting.taken", { taken: of.taken, capacity: of.capacity, waiting: of.waiting })}</span>
      </li>
      {of.state !== "planned" && (
        <li>
          <Icon of={of.state === "open" ? "present" : "check"} />
          <strong>{t(`meeting.state.${of.state}`)}</strong>
        </li>
      )}
    </>
  );
}
