import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";

/** What the keys do. */
export interface Ways {
  help: () => void;
  queue: () => void;
  mine: () => void;
  /** Accepts what rings, or takes who waits longest. */
  next: () => void;
  /** Opens the conversation of that rank, from 1. */
  open: (rank: number) => void;
  /** Goes on to the conversation after, or before, the open one. */
  step: (by: 1 | -1) => void;
  write: () => void;
  facts: () => void;
  transfer: () => void;
}

const letters: Record<string, keyof Omit<Ways, "open" | "step">> = {
  q: "queue",
  m: "mine",
  n: "next",
  w: "write",
  i: "facts",
  x: "transfer",
};

const keptAlone = "miti.keys.alone";

/** Whether a key without Alt does something, which who dictates or trembles can turn off (WCAG 2.1.4). */
const alone = {
  get is(): boolean {
    return localStorage.getItem(keptAlone) !== "no";
  },
  set is(wanted: boolean) {
    if (wanted) localStorage.removeItem(keptAlone);
    else localStorage.setItem(keptAlone, "no");
  },
};

/**
 * What a key is meant for; undefined when it is none of ours. Whoever writes only writes: a
 * single key does nothing then, and neither does one that makes a character with AltGr.
 */
export function meant(event: KeyboardEvent, ways: Ways, isAlone = true): (() => void) | undefined {
  const on = event.target;
  const writes = on instanceof HTMLElement && on.matches("input:not([type=radio]), textarea, select");
  const types = event.getModifierState("AltGraph") || event.ctrlKey || event.metaKey;
  if (types || event.isComposing) return undefined;
  const step = { j: 1, k: -1 }[event.key.toLowerCase()] as 1 | -1 | undefined;
  if (!event.altKey) {
    if (writes || !isAlone) return undefined;
    if (event.key === "?") return ways.help;
    return step && (() => ways.step(step));
  }
  if (step) return () => ways.step(step);
  // By its place on the keyboard: the digits of a French one need Shift.
  const rank = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  if (rank) return () => ways.open(Number(rank));
  const way = letters[event.key.toLowerCase()];
  return way && ways[way];
}

/** Listens for the shortcuts while the page is there, and no sheet is over it. */
export function useShortcuts(ways: Ways): void {
  useEffect(() => {
    const over = new AbortController();
    const pressed = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]")) return;
      const act = meant(event, ways, alone.is);
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", pressed, { signal: over.signal });
    return () => over.abort();
  }, []);
}

/** Shows them all. */
export function Keys({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const isAlone = useSignal(alone.is);
  const all = [
    ["?", t("counsellor.keys.help")],
    ["Alt N", t("counsellor.keys.next")],
    ["Alt Q", t("counsellor.keys.queue")],
    ["Alt M", t("counsellor.keys.mine")],
    ["Alt 1–9", t("counsellor.keys.open")],
    ["Alt J · Alt K", t("counsellor.keys.step")],
    ["Alt W", t("counsellor.keys.write")],
    ["/", t("counsellor.keys.reply")],
    ["Alt I", t("counsellor.keys.facts")],
    ["Alt X", t("counsellor.keys.transfer")],
  ] as const;
  return (
    <Sheet title={t("counsellor.keys")} onClose={onClose}>
      <dl class="keys">
        {all.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <label class="tick">
        <input
          type="checkbox"
          checked={isAlone.value}
          onChange={(event) => {
            alone.is = event.currentTarget.checked;
            isAlone.value = alone.is;
          }}
        />
        <span>{t("counsellor.keys.alone")}</span>
      </label>
      <p class="hint">{t("counsellor.keys.hint")}</p>
    </Sheet>
  );
}
