import { useSignal } from "@preact/signals";
import { dated, dateIn } from "../../state/week.ts";
import { Button } from "../../view/button.tsx";
import { Field } from "../../view/field.tsx";
import { Notice } from "../../view/notice.tsx";
import { Spans } from "../../view/spans.tsx";
import { useTexts } from "../../view/texts.tsx";
import { TimeField } from "../../view/time.tsx";
import type { Exception, Proposals } from "../../wire/resources.ts";
import * as staff from "../../wire/staff.ts";
import type { Office } from "./office.ts";

interface Props {
  office: Office;
  centre: string;
  exceptions: readonly Exception[];
  /** Which of them cannot be. */
  wrong: number | undefined;
  onChange: (exceptions: Exception[]) => void;
}

/** Closing days and special openings, and what a calendar feed proposes. */
export function Exceptions({ office, centre, exceptions, wrong, onChange }: Props) {
  const { t } = useTexts();
  const put = (at: number, part: Partial<Exception>) =>
    onChange(exceptions.map((each, i) => (i === at ? { ...each, ...part } : each)));
  const today = dateIn(office.zone, new Date());
  return (
    <>
      <h2>{t("coordinator.exceptions")}</h2>
      {exceptions.length === 0 && <p>{t("coordinator.exceptions.none")}</p>}
      <ul class="stack">
        {exceptions.map((each, i) => {
          const name = each.name || t("coordinator.exception.number", { number: i + 1 });
          return (
            // An exception is its place, and has no other name.
            <li key={i} class={`exception ${wrong === i ? "wrong" : ""}`}>
              <Field
                label={t("coordinator.exception.name")}
                maxLength={200}
                value={each.name}
                onValue={(text) => put(i, { name: text })}
              />
              <div class="from-to">
                <TimeField
                  type="date"
                  label={t("coordinator.exception.from")}
                  value={each.from}
                  isWrong={wrong === i}
                  onValue={(from) => put(i, { from, to: [from, each.to].sort()[1] as string })}
                />
                <TimeField
                  type="date"
                  label={t("coordinator.exception.to")}
                  value={each.to}
                  isWrong={wrong === i}
                  onValue={(to) => put(i, { to })}
                />
              </div>
              <Spans
                name={t("coordinator.exception.hours", { name })}
                spans={each.hours}
                onChange={(hours) => put(i, { hours })}
              />
              <Button
                kind="quiet"
                icon="erase"
                onClick={() => onChange(exceptions.filter((_, other) => other !== i))}
              >
                {t("coordinator.exception.remove", { name })}
              </Button>
            </li>
          );
        })}
      </ul>
      <Button onClick={() => onChange([...exceptions, { from: today, to: today, hours: [], name: "" }])}>
        {t("coordinator.exception.add")}
      </Button>
      <Feed
        office={office}
        centre={centre}
        onAccept={(accepted) => onChange([...exceptions, { ...accepted, hours: [] }])}
      />
    </>
  );
}

interface FeedProps {
  office: Office;
  centre: string;
  onAccept: (proposal: Proposals["proposals"][number]) => void;
}

/** Reads a calendar file; nothing of it counts before it is accepted and saved. */
function Feed({ office, centre, onAccept }: FeedProps) {
  const { t, count, language } = useTexts();
  const found = useSignal<Proposals | undefined>(undefined);
  const unread = useSignal(false);
  const read = async (file: File | undefined) => {
    if (!file) return;
    found.value = undefined;
    try {
      found.value = await staff.proposeClosings(centre, await file.text(), office.caller);
      unread.value = false;
    } catch {
      unread.value = true;
    }
  };
  const accept = (proposal: Proposals["proposals"][number]) => {
    onAccept(proposal);
    const left = found.value?.proposals.filter((each) => each !== proposal) ?? [];
    found.value = found.value && { ...found.value, proposals: left };
  };
  return (
    <div class="stack feed">
      <label class="stack">
        <span>{t("coordinator.feed.label")}</span>
        <input
          type="file"
          accept=".ics,text/calendar"
          onChange={(event) => void read(event.currentTarget.files?.[0])}
        />
      </label>
      <p class="hint">{t("coordinator.feed.hint")}</p>
      {unread.value && (
        <Notice kind="bad" icon="alert">
          <p role="alert">{t("coordinator.feed.unread")}</p>
        </Notice>
      )}
      {found.value && <p role="status">{count("coordinator.feed.found", found.value.proposals.length)}</p>}
      <ul class="stack">
        {found.value?.proposals.map((each) => (
          <li key={`${each.from} ${each.to} ${each.name}`} class="need">
            <span>
              {each.name} ({dated(language, each.from)}
              {each.to !== each.from && ` – ${dated(language, each.to)}`})
            </span>
            <Button
              onClick={() => accept(each)}
              aria-label={t("coordinator.feed.accept", { name: each.name })}
            >
              {t("coordinator.feed.accept.short")}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
