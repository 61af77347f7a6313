import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../../view/button.tsx";
import { Field } from "../../view/field.tsx";
import { Refusal } from "../../view/refusal.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Policy } from "../../wire/agenda.ts";
import { OfCentre, useLeaving } from "./centre.tsx";
import type { Office } from "./office.ts";
import { amounts, type Draft, draftOf, ofTopic, policyOf } from "./policydraft.ts";

interface Props {
  office: Office;
}

/** How each centre lets people book. */
export function PolicyView({ office }: Props) {
  const { t } = useTexts();
  useEffect(() => void office.readPolicies(), []);
  const centres = office.policies.value?.map(({ centre, policy }) => ({ ...centre, policy })) ?? [];
  return (
    <OfCentre heading={t("coordinator.booking.heading")} centres={centres}>
      {({ id, policy }) => <Editor key={id} office={office} centre={id} saved={policy} />}
    </OfCentre>
  );
}

function Editor({ office, centre, saved }: Props & { centre: string; saved: Policy }) {
  const texts = useTexts();
  const { t } = texts;
  const draft = useSignal(draftOf(saved));
  const fault = useSignal<unknown>(undefined);
  const change = (to: Draft) => {
    draft.value = to;
    fault.value = undefined;
  };
  const { amounts: written, byTopic } = draft.value;
  const unsaved = JSON.stringify(draft.value) !== JSON.stringify(draftOf(saved));
  useLeaving(unsaved);
  const save = async (event: Event) => {
    event.preventDefault();
    fault.value = await office.savePolicy(centre, policyOf(draft.peek()));
    if (fault.peek() === undefined) office.tell(t("coordinator.booking.saved"));
  };
  return (
    <form class="hours-form policy" onSubmit={(event) => void save(event)}>
      <p class="hint">{t("coordinator.booking.text")}</p>
      <div class="policy-amounts">
        {amounts.map(({ of, unit: _, ...bounds }) => (
          <Field
            key={of}
            type="number"
            label={t(`coordinator.booking.${of}`)}
            hint={of === "mostADay" ? t("coordinator.booking.any") : undefined}
            {...bounds}
            value={written[of]}
            missing={t("coordinator.booking.number", { ...bounds })}
            mismatch={t("coordinator.booking.number", { ...bounds })}
            onValue={(text) => change({ byTopic, amounts: { ...written, [of]: text } })}
          />
        ))}
      </div>
      <h2>{t("coordinator.booking.topics")}</h2>
      <p class="hint">{t("coordinator.booking.topics.text")}</p>
      <div class="policy-amounts">
        {office.network.value?.topics.map((topic) => (
          <Field
            key={topic}
            type="number"
            label={texts.topic(topic)}
            {...ofTopic}
            value={byTopic[topic] ?? ""}
            mismatch={t("coordinator.booking.number", { ...ofTopic })}
            onValue={(text) => change({ amounts: written, byTopic: { ...byTopic, [topic]: text } })}
          />
        ))}
      </div>
      <Refusal fault={fault.value} />
      <div class="actions hours-save">
        <Button type="submit" kind="main" disabled={!unsaved}>
          {t("coordinator.save")}
        </Button>
        {unsaved && (
          <Button kind="quiet" onClick={() => change(draftOf(saved))}>
            {t("coordinator.hours.undo")}
          </Button>
        )}
      </div>
    </form>
  );
}
