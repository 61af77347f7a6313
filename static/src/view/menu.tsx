import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";

/** Something to do, or another page to go to. */
export type Act = { icon: IconName; words: string } & ({ do: () => void } | { href: string });

/** Rare acts behind one button. They are plain buttons and links, reached by Tab; Escape closes. */
export function Menu({ label, acts }: { label: string; acts: readonly Act[] }) {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const over = new AbortController();
    const outside = (event: Event) => {
      if (!frame.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside, { signal: over.signal });
    document.addEventListener("focusin", outside, { signal: over.signal });
    return () => over.abort();
  }, [open]);
  const close = () => {
    setOpen(false);
    frame.current?.querySelector("button")?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only Escape, on the way up from a button
    <div class="menu" ref={frame} onKeyDown={(event) => event.key === "Escape" && close()}>
      <Button kind="quiet" icon="more" iconOnly aria-expanded={open} onClick={() => setOpen(!open)}>
        {label}
      </Button>
      {open && (
        <div class="menu-acts">
          {acts.map((act) =>
            "href" in act ? (
              <a key={act.words} class="menu-act" href={act.href}>
                <Icon of={act.icon} />
                <span>{act.words}</span>
              </a>
            ) : (
              <button
                key={act.words}
                type="button"
                class="menu-act"
                onClick={() => {
                  close();
                  act.do();
                }}
              >
                <Icon of={act.icon} />
                <span>{act.words}</span>
              </button>
            ),
          )}
        </div>
      )}
    </div>
  );
}
