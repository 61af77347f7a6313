import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Choice } from "../../view/field.tsx";
import { useTexts } from "../../view/texts.tsx";

interface Props<C> {
  heading: string;
  centres: readonly C[];
  children: (centre: C) => ComponentChildren;
}

/** What is arranged centre by centre. */
export function OfCentre<C extends { id: string; name: string }>({ heading, centres, children }: Props<C>) {
  const { t } = useTexts();
  const chosen = useSignal("");
  const centre = centres.find(({ id }) => id === chosen.value) ?? centres[0];
  if (!centre) return <p>{t("coordinator.loading")}</p>;
  return (
    <>
      <div class="office-head">
        <h1 tabIndex={-1}>{heading}</h1>
        <Choice label={t("coordinator.centre")} value={centre.id} onValue={(id) => (chosen.value = id)}>
          {centres.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Choice>
      </div>
      {children(centre)}
    </>
  );
}

/** Asks before a page is left on which something is not saved. */
export function useLeaving(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return undefined;
    const over = new AbortController();
    addEventListener("beforeunload", (event) => event.preventDefault(), { signal: over.signal });
    return () => over.abort();
  }, [unsaved]);
}
