import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { languages } from "../../i18n/texts.ts";
import { clockIn, dateIn } from "../../state/week.ts";
import { Button } from "../../view/button.tsx";
import { Choice, Field } from "../../view/field.tsx";
import { Refusal } from "../../view/refusal.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Meeting } from "../../wire/protocol.gen.ts";
import type { Language, Me } from "../../wire/resources.ts";
import { type Draft, draftOf, freshDraft, planOf } from "./draft.ts";
import { Area, Radios } from "./parts.tsx";
import type { Programme } from "./programme.ts";
import { Questions } from "./questions.tsx";
import { Repeated } from "./repeated.tsx";

interface Props {
  programme: Programme;
  id: string;
  /** The meeting to change; a new one without. */
  meeting?: Meeting;
  onClose: () => void;
}

/** What the parts of the form need. */
export interface Part {
  draft: Draft;
  onDraft: (change: Partial<Draft>) => void;
}

/** Plans a meeting, or changes it. */
export function PlanSheet({ programme, id, meeting, onClose }: Props) {
  const texts = useTexts();
  const { t } = texts;
  const form = useId();
  const me = programme.me.value as Me;
  const zoneOf = (centre: string) => meeting?.zone ?? programme.zoneOf(centre);
  const draft: Signal<Draft> = useSignal(
    meeting
      ? draftOf(meeting)
      : freshDraft(me, me.centre, texts.language, dateIn(zoneOf(me.centre), new Date())),
  );
  const following = useSignal(false);
  const busy = useSignal(false);
  const fault = useSignal<unknown>(undefined);
  const part: Part = {
    draft: draft.value,
    onDraft: (change) => {
      draft.value = { ...draft.peek(), ...change };
    },
  };
  const save = async (event: Event) => {
    event.preventDefault();
    busy.value = true;
    const plan = planOf(draft.peek(), zoneOf(draft.peek().centre));
    fault.value = await programme.plan(id, { ...plan, ...(following.peek() && { following: true }) });
    busy.value = false;
    if (!fault.peek()) onClose();
  };
  return (
    <Sheet
      title={t(meeting ? "hosting.edit" : "hosting.plan")}
      onClose={onClose}
      actions={
        <Button type="submit" form={form} kind="main" icon="check" busy={busy.value}>
          {t("hosting.save")}
        </Button>
      }
    >
      <form id={form} class="plan" onSubmit={(event) => void save(event)}>
        <Said {...part} />
        <Time
          {...part}
          zone={zoneOf(draft.value.centre)}
          begun={meeting !== undefined && meeting.state !== "planned"}
        />
        {!meeting && <Repeated {...part} />}
        <Where {...part} programme={programme} fixed={meeting !== undefined} />
        <How {...part} />
        <Questions {...part} />
        {meeting?.series && (
          <label class="tick">
            <input
              type="checkbox"
              checked={following.value}
              onChange={(event) => {
                following.value = event.currentTarget.checked;
              }}
            />
            <span>
              {t("hosting.edit.following")}
              <span class="hint"> {t("hosting.edit.following.hint")}</span>
            </span>
          </label>
        )}
        <Refusal fault={fault.value} />
      </form>
    </Sheet>
  );
}

/** The languages, and what it is called in each. */
function Said({ draft, onDraft }: Part) {
  const { t } = useTexts();
  const toggle = (language: Language, on: boolean) =>
    onDraft({
      languages: languages.filter((each) => (each === language ? on : draft.languages.includes(each))),
    });
  return (
    <>
      <fieldset class="ticks">
        <legend>{t("hosting.languages")}</legend>
        {languages.map((each) => (
          <label key={each} class="tick">
            <input
              type="checkbox"
              checked={draft.languages.includes(each)}
              disabled={draft.languages.length === 1 && draft.languages[0] === each}
              onChange={(event) => toggle(each, event.currentTarget.checked)}
            />
            <span>{t(`language.${each}`)}</span>
          </label>
        ))}
      </fieldset>
      {draft.languages.map((each) => (
        <fieldset key={each} class="in-language" lang={each}>
          <legend>{t(`language.${each}`)}</legend>
          <Field
            label={t("hosting.title.label")}
            value={draft.titles[each] ?? ""}
            maxLength={120}
            missing={t("hosting.title.missing")}
            onValue={(title) => onDraft({ titles: { ...draft.titles, [each]: title } })}
          />
          <Area
            label={t("hosting.description.label")}
            value={draft.descriptions[each] ?? ""}
            onValue={(said) => onDraft({ descriptions: { ...draft.descriptions, [each]: said } })}
          />
        </fieldset>
      ))}
    </>
  );
}

function Time({ draft, onDraft, zone, begun }: Part & { zone: string; begun: boolean }) {
  const { t } = useTexts();
  const now = new Date();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <div class="beside">
        <Field
          label={t("hosting.date")}
          type="date"
          value={draft.date}
          missing={t("hosting.date.missing")}
          disabled={begun}
          onValue={(date) => onDraft({ date })}
        />
        <Field
          label={t("hosting.from")}
          type="time"
          value={draft.from}
          missing={t("hosting.time.missing")}
          disabled={begun}
          onValue={(from) => onDraft({ from })}
        />
        <Field
          label={t("hosting.to")}
          type="time"
          value={draft.to}
          missing={t("hosting.time.missing")}
          disabled={begun}
          onValue={(to) => onDraft({ to })}
        />
      </div>
      {clockIn(zone, now) !== clockIn(here, now) && <p class="hint">{t("hosting.clock")}</p>}
    </>
  );
}

/** The centre, and who holds it. */
function Where({ draft, onDraft, programme, fixed }: Part & { programme: Programme; fixed: boolean }) {
  const { t } = useTexts();
  const me = programme.me.value;
  const all = programme.network.value?.centres ?? [];
  const mine = all.filter(({ id }) => id === me?.centre || (me?.coordinator && me.centre === ""));
  const staff = [...(me ? [{ id: me.id, name: me.name }] : []), ...programme.colleagues.value];
  const [host, ...others] = draft.hosts;
  const coHosts = staff.filter(({ id }) => id !== host);
  return (
    <>
      {!fixed && (
        <Choice label={t("hosting.centre")} value={draft.centre} onValue={(centre) => onDraft({ centre })}>
          {mine.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Choice>
      )}
      <Choice
        label={t("hosting.host")}
        value={host ?? ""}
        onValue={(id) => onDraft({ hosts: [id, ...others.filter((each) => each !== id)] })}
      >
        {staff.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Choice>
      <details class="details">
        <summary>{t("hosting.cohosts", { count: others.length })}</summary>
        <div class="ticks">
          {coHosts.map(({ id, name }) => (
            <label key={id} class="tick">
              <input
                type="checkbox"
                checked={others.includes(id)}
                disabled={others.length >= 3 && !others.includes(id)}
                onChange={(event) => {
                  const kept = draft.hosts.filter((each) => each !== id);
                  onDraft({ hosts: event.currentTarget.checked ? [...kept, id] : kept });
                }}
              />
              <span>{name}</span>
            </label>
          ))}
        </div>
      </details>
    </>
  );
}

/** How many come, who speaks, and who opens the door. */
function How({ draft, onDraft }: Part) {
  const { t } = useTexts();
  return (
    <>
      <Field
        label={t("hosting.capacity")}
        type="number"
        min={1}
        max={59}
        value={draft.capacity ? String(draft.capacity) : ""}
        missing={t("hosting.number", { from: 1, to: 59 })}
        mismatch={t("hosting.number", { from: 1, to: 59 })}
        onValue={(value) => onDraft({ capacity: Number(value) })}
      />
      <Radios
        label={t("hosting.mode")}
        values={["audience", "everyone"] as const}
        words={(each) => t(`hosting.mode.${each}`)}
        value={draft.mode}
        onValue={(mode) => onDraft({ mode })}
      />
      <Radios
        label={t("hosting.admission")}
        values={["by_hand", "at_start"] as const}
        words={(each) => t(`hosting.admission.${each}`)}
        value={draft.admission}
        onValue={(admission) => onDraft({ admission })}
      />
    </>
  );
}
