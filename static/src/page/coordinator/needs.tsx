import { useSignal } from "@preact/signals";
import { Button } from "../../view/button.tsx";
import { Choice } from "../../view/field.tsx";
import { Refusal } from "../../view/refusal.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Need, Roster } from "../../wire/resources.ts";
import { useWish, Wanted } from "./acts.tsx";
import { useWanted } from "./gap.tsx";
import type { Office } from "./office.ts";

const most = 10;

/** How many must be live at least, by topic and language. */
export function Needs({ office, roster, onClose }: { office: Office; roster: Roster; onClose: () => void }) {
  const { t } = useTexts();
  const wanted = useWanted();
  const needs = useSignal<readonly Need[]>(roster.needs);
  const wish = useWish();
  const minimum = useSignal("1");
  const fault = useSignal<unknown>(undefined);
  const add = () => {
    const need: Need = { minimum: Number(minimum.value), ...wish.said() };
    const others = needs.value.filter((each) => each.topic !== need.topic || each.language !== need.language);
    needs.value = [...others, need];
  };
  const save = async () => {
    fault.value = await office.saveNeeds(needs.value);
    if (fault.value === undefined) onClose();
  };
  return (
    <Sheet
      title={t("coordinator.needs.heading")}
      onClose={onClose}
      actions={
        <Button kind="main" onClick={() => void save()}>
          {t("coordinator.save")}
        </Button>
      }
    >
      <p>{t("coordinator.needs.text")}</p>
      <ul class="stack">
        {needs.value.map((each) => (
          <li key={`${each.topic ?? ""} ${each.language ?? ""}`} class="need">
            <span>{t("coordinator.needs.item", { wanted: wanted(each), minimum: each.minimum })}</span>
            <Button
              kind="quiet"
              icon="erase"
              iconOnly
              onClick={() => (needs.value = needs.value.filter((other) => other !== each))}
            >
              {t("coordinator.needs.remove", { wanted: wanted(each) })}
            </Button>
          </li>
        ))}
      </ul>
      <Wanted office={office} wish={wish} />
      <Choice
        label={t("coordinator.needs.minimum")}
        value={minimum.value}
        onValue={(chosen) => (minimum.value = chosen)}
      >
        {Array.from({ length: most }, (_, i) => (
          <option key={i} value={i + 1}>
            {i + 1}
          </option>
        ))}
      </Choice>
      <Button onClick={add}>{t("coordinator.needs.add")}</Button>
      <Refusal fault={fault.value} />
    </Sheet>
  );
}
