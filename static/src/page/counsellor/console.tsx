import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Begun } from "../../call/begun.ts";
import type { Language } from "../../i18n/texts.ts";
import { Button } from "../../view/button.tsx";
import { Choice } from "../../view/field.tsx";
import { Icon, type IconName } from "../../view/icon.tsx";
import { LanguageSwitch } from "../../view/language.tsx";
import { Notice } from "../../view/notice.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Declared, Me } from "../../wire/resources.ts";
import type { Attention } from "./attention.ts";
import type { Desk } from "./desk.ts";
import { Inbox } from "./inbox.tsx";
import { Colleagues, Mine, Waiting } from "./lists.tsx";
import { Open } from "./open.tsx";

interface Props {
  desk: Desk;
  me: Me;
  attention: Attention;
  onLanguage: (language: Language) => void;
}

/** On a narrow page one of the columns is shown at a time. */
type Column = "queue" | "mine" | "open";

const declarable: readonly Declared[] = ["available", "busy", "away", "offline"];

const presenceIcons: Record<Declared, IconName> = {
  available: "present",
  busy: "call",
  away: "away",
  offline: "personOff",
};

/** Who waits, my conversations, and the open one: three columns that never move. */
export function Console({ desk, me, attention, onLanguage }: Props) {
  const { t } = useTexts();
  const column = useSignal<Column>("queue");
  const keys = useSignal(false);
  const begun = useMemo(() => new Begun(sessionStorage), []);
  const show = (shown: Column) => {
    column.value = shown;
  };
  useShortcuts(desk, {
    queue: () => {
      show("queue");
      focusSoon("#waiting");
    },
    mine: () => {
      show("mine");
      focusSoon("#mine");
    },
    help: () => (keys.value = true),
  });
  // What opens by itself, after a reload or a take, is shown on a narrow page, too.
  const opened = desk.opened.value;
  useEffect(() => {
    show(opened ? "open" : "queue");
    // On a touch screen the keyboard would cover what is to be read first.
    if (opened && matchMedia("(pointer: fine)").matches) focusSoon(".conversation textarea");
  }, [opened]);
  const cut = desk.socket.value?.status.value.is === "waiting";
  const needed: Record<Column, number> = { queue: desk.asked.value, mine: desk.unheard.value, open: 0 };
  return (
    <>
      <header class="bar console-bar">
        <Presence desk={desk} me={me} />
        <div class="console-rare">
          {attention.canAsk.value && (
            <Button kind="quiet" icon="sound" onClick={() => void attention.ask()}>
              {t("counsellor.notify")}
            </Button>
          )}
          <span class="keys-button">
            <Button kind="quiet" onClick={() => (keys.value = true)}>
              {t("counsellor.keys")}
            </Button>
          </span>
          <LanguageSwitch onLanguage={onLanguage} />
          <Button kind="quiet" icon="leave" onClick={() => void desk.signOut()}>
            {t("counsellor.sign_out")}
          </Button>
        </div>
      </header>
      {cut && (
        <Notice kind="soon" icon="offline">
          <p role="status">{t("connection.lost")}</p>
        </Notice>
      )}
      <nav class="console-tabs" aria-label={t("counsellor.columns")}>
        {(["queue", "mine", "open"] as const).map((each) => (
          <button
            key={each}
            type="button"
            class="console-tab"
            aria-pressed={column.value === each}
            onClick={() => show(each)}
          >
            {t(`counsellor.column.${each}`)}
            {needed[each] > 0 && <span class="count">{needed[each]}</span>}
          </button>
        ))}
      </nav>
      <main class={`console-columns shows-${column.value}`}>
        <h1 class="unseen">{t("counsellor.title")}</h1>
        <div class="console-column queue">
          <Waiting desk={desk} onTaken={() => show("open")} />
          <Inbox desk={desk} onOpen={() => show("open")} />
          <Colleagues desk={desk} />
        </div>
        <div class="console-column mine">
          <Mine desk={desk} onOpen={() => show("open")} />
        </div>
        <div class="console-column open">
          <Open desk={desk} me={me} begun={begun} />
        </div>
      </main>
      {keys.value && <Keys onClose={() => (keys.value = false)} />}
    </>
  );
}

/** Focuses what the next frame shows. */
function focusSoon(what: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(what)?.focus());
}

function Presence({ desk, me }: { desk: Desk; me: Me }) {
  const { t } = useTexts();
  return (
    <div class={`my-presence ${me.declared}`}>
      <Icon of={presenceIcons[me.declared]} />
      <Choice
        unseenLabel
        label={t("counsellor.presence")}
        value={me.declared}
        onValue={(value) => void desk.declare(value as Declared)}
      >
        {declarable.map((each) => (
          <option key={each} value={each}>
            {t(`presence.${each}`)}
          </option>
        ))}
      </Choice>
      <span class="my-name">{me.name}</span>
    </div>
  );
}

interface Ways {
  queue: () => void;
  mine: () => void;
  help: () => void;
}

/** Shortcuts with Alt, so that none is typed by accident; `?` outside of a text shows them. */
function useShortcuts(desk: Desk, ways: Ways): void {
  useEffect(() => {
    const over = new AbortController();
    const pressed = (event: KeyboardEvent) => {
      const writes = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if (event.key === "?" && !writes) ways.help();
      if (!event.altKey) return;
      const chosen = Number(event.key);
      if (event.key === "q") ways.queue();
      else if (event.key === "m") ways.mine();
      else if (event.key === "n") {
        const first = desk.waiting.peek()[0];
        if (first) void desk.claim(first.id);
      } else if (chosen >= 1 && chosen <= 9) {
        const each = desk.mine.peek()[chosen - 1];
        if (each) desk.opened.value = each.id;
      } else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", pressed, { signal: over.signal });
    return () => over.abort();
  }, [desk]);
}

function Keys({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const all = [
    ["?", t("counsellor.keys.help")],
    ["Alt N", t("counsellor.keys.next")],
    ["Alt Q", t("counsellor.keys.queue")],
    ["Alt M", t("counsellor.keys.mine")],
    ["Alt 1–9", t("counsellor.keys.open")],
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
    </Sheet>
  );
}
