import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import { Begun } from "../../call/begun.ts";
import type { Language } from "../../i18n/texts.ts";
import type { News } from "../../state/needs.ts";
import { Button } from "../../view/button.tsx";
import { LanguageSwitch } from "../../view/language.tsx";
import { Later } from "../../view/later.tsx";
import { Menu } from "../../view/menu.tsx";
import { useNarrow } from "../../view/narrow.ts";
import { Notice } from "../../view/notice.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Me } from "../../wire/resources.ts";
import { Diary } from "./agenda/diary.ts";
import { Near } from "./agenda/near.tsx";
import type { Attention } from "./attention.ts";
import type { Desk } from "./desk.ts";
import { Duty, Leaving } from "./duty.tsx";
import { board, calendar, group, keyboard, quote } from "./icons.ts";
import { Inbox } from "./inbox.tsx";
import { Colleagues, Mine, queueHead, ToWrapUp, Waiting } from "./lists.tsx";
import { Offers } from "./offers.tsx";
import { Open } from "./open.tsx";
import { Panels } from "./panels.ts";
import { MyShift, Wanted } from "./shift.tsx";
import { Keys, useShortcuts } from "./shortcuts.tsx";

interface Props {
  desk: Desk;
  me: Me;
  attention: Attention;
  onLanguage: (language: Language) => void;
}

const agendaPage = () => import("./agenda/view.tsx");
const repliesPage = () => import("../../view/replies/list.tsx");

/** What is shown in the place of the columns. */
type Page = "agenda" | "replies" | undefined;

/** On a narrow page one of the columns is shown at a time. */
type Column = "queue" | "mine" | "open";

/** Where what needs the counsellor is found: the rest is in their conversations. */
const inQueue: readonly News[] = ["offer", "transfer", "waiting", "invited", "whisper", "followUp", "due"];

/** Why the counsellor wants to go, while somebody may still wait for an answer. */
type Going = "offline" | "sign-out" | undefined;

/** Who waits and what is due, my conversations, and the open one: three columns that never move. */
export function Console({ desk, me, attention, onLanguage }: Props) {
  const { t } = useTexts();
  const column = useSignal<Column>("queue");
  const keys = useSignal(false);
  const going = useSignal<Going>(undefined);
  const begun = useMemo(() => new Begun(sessionStorage), []);
  const panels = usePanels();
  const narrow = useNarrow();
  const show = (shown: Column) => {
    column.value = shown;
    page.value = undefined;
  };
  const diary = useMemo(() => new Diary(desk), [desk]);
  const appointed = appointments(desk);
  // Who books in a chat, or comes to an appointment, is in the agenda at once.
  useEffect(() => void diary.look(), [diary, appointed]);
  const page = useSignal<Page>(undefined);
  const turn = (to: Page) => {
    page.value = page.peek() === to ? undefined : to;
  };
  useEffect(() => {
    const over = new AbortController();
    void diary.follow(over.signal);
    return () => over.abort();
  }, [diary]);
  useShortcuts(waysOf(desk, panels, show, () => (keys.value = true)));
  // What opens by itself, after a reload or a take, is shown on a narrow page, too.
  const opened = desk.opened.value;
  // Before the next key, which may put the focus elsewhere.
  useLayoutEffect(() => {
    show(opened ? "open" : "queue");
    // What had the focus went with the conversation that is put away.
    if (!opened && document.activeElement === document.body) focusSoon("#waiting");
    // On a touch screen the keyboard would cover what is to be read first.
    if (opened && matchMedia("(pointer: fine)").matches) focusSoon(box);
  }, [opened]);
  const go = (why: "offline" | "sign-out") => {
    going.value = undefined;
    if (why === "offline") void desk.declare("offline");
    else void desk.signOut();
  };
  const leave = (why: "offline" | "sign-out") => {
    if (desk.owned.peek().length === 0) go(why);
    else going.value = why;
  };
  const away = page.value !== undefined || (narrow && column.value !== "open");
  const cut = desk.socket.value?.status.value.is === "waiting";
  // What the roster asks stands on top of every column, and is in none of them.
  const inColumns = desk.needs.value.filter(({ conversation }) => conversation);
  const waits = inColumns.filter(({ news }) => inQueue.includes(news)).length;
  const needed: Record<Column, number> = { queue: waits, mine: inColumns.length - waits, open: 0 };
  return (
    <>
      <header class="bar console-bar">
        <Duty desk={desk} me={me} onOffline={() => leave("offline")} />
        <span class="my-name">{me.name}</span>
        <MyShift desk={desk} />
        <div class="console-rare">
          {attention.canAsk.value && (
            <Button
              kind="quiet"
              icon="sound"
              title={t("counsellor.notify")}
              onClick={() => void attention.ask()}
            >
              {t("counsellor.notify")}
            </Button>
          )}
          <Button
            kind="quiet"
            icon={calendar}
            title={t("agenda.heading")}
            aria-pressed={page.value === "agenda"}
            onClick={() => turn("agenda")}
          >
            {t("agenda.heading")}
          </Button>
          <LanguageSwitch onLanguage={onLanguage} />
          <Menu
            label={t("counsellor.menu")}
            acts={[
              { icon: quote, words: t("counsellor.replies"), do: () => turn("replies") },
              { icon: group, words: t("counsellor.meetings"), href: "/hosting" },
              ...(me.coordinator
                ? [{ icon: board, words: t("counsellor.coordinator"), href: "/coordinator" }]
                : []),
              { icon: keyboard, words: t("counsellor.keys"), do: () => (keys.value = true) },
            ]}
          />
          <Button
            kind="quiet"
            icon="leave"
            title={t("counsellor.sign_out")}
            onClick={() => leave("sign-out")}
          >
            {t("counsellor.sign_out")}
          </Button>
        </div>
      </header>
      {cut && (
        <Notice kind="soon" icon="offline">
          <p role="status">{t("connection.lost")}</p>
        </Notice>
      )}
      <Wanted desk={desk} me={me} />
      <Near desk={desk} diary={diary} begun={begun} onEnter={() => show("open")} />
      <nav class="console-tabs" aria-label={t("counsellor.columns")}>
        {(["queue", "mine", "open"] as const).map((each) => (
          <button
            key={each}
            type="button"
            class="console-tab"
            aria-pressed={page.value === undefined && column.value === each}
            onClick={() => show(each)}
          >
            {t(`counsellor.column.${each}`)}
            {needed[each] > 0 && <span class="count">{needed[each]}</span>}
          </button>
        ))}
      </nav>
      {page.value === "agenda" && (
        <main class="agenda-page">
          <Later load={agendaPage}>
            {({ AgendaView }) => <AgendaView desk={desk} diary={diary} me={me} />}
          </Later>
        </main>
      )}
      {page.value === "replies" && (
        <main class="agenda-page">
          <Later load={repliesPage}>
            {({ RepliesView }) => (
              <RepliesView book={desk.book} me={me} centres={desk.network.value?.centres ?? []} />
            )}
          </Later>
        </main>
      )}
      <main class={`console-columns shows-${column.value}`} hidden={page.value !== undefined}>
        <h1 class="unseen" tabIndex={-1}>
          {t("counsellor.title")}
        </h1>
        <div class="console-column queue">
          <Offers desk={desk} onTaken={() => show("open")} />
          <Waiting desk={desk} onTaken={() => show("open")} />
          <ToWrapUp desk={desk} />
          <Inbox desk={desk} onOpen={() => show("open")} />
          <Colleagues desk={desk} />
        </div>
        <div class="console-column mine">
          <Mine desk={desk} onOpen={() => show("open")} />
        </div>
        <div class="console-column open">
          <Open desk={desk} me={me} begun={begun} panels={panels} away={away} />
        </div>
      </main>
      {keys.value && <Keys onClose={() => (keys.value = false)} />}
      {going.value && (
        <Leaving
          desk={desk}
          words={t(going.value === "offline" ? "counsellor.leaving.offline" : "counsellor.sign_out")}
          onLeave={() => going.peek() && go(going.peek() as "offline" | "sign-out")}
          onClose={() => (going.value = undefined)}
        />
      )}
    </>
  );
}

/** The panels follow the width of the page. */
function usePanels(): Panels {
  const wide = useMemo(() => matchMedia("(min-width: 1200px)"), []);
  const panels = useMemo(() => new Panels(localStorage, wide.matches), []);
  useEffect(() => {
    const over = new AbortController();
    wide.addEventListener("change", () => panels.fit(wide.matches), { signal: over.signal });
    return () => over.abort();
  }, []);
  return panels;
}

const box = ".conversation:not(.call-only) .composer textarea";

/** How many appointments are made in the conversations, or met in them. */
function appointments(desk: Desk): number {
  const made = desk.mine.value.map(({ thread }) => {
    const { conversation, messages } = thread.value;
    const lines = messages.filter(({ line }) => line?.kind === "appointment_booked").length;
    return lines + (conversation.appointment ? 1 : 0);
  });
  return made.reduce((sum, each) => sum + each, 0);
}

/** Focuses what the next frame shows. */
function focusSoon(what: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(what)?.focus());
}

function waysOf(desk: Desk, panels: Panels, show: (column: Column) => void, help: () => void) {
  const open = (rank: number) => {
    const each = desk.mine.peek()[rank - 1];
    if (each) desk.opened.value = each.id;
  };
  return {
    help,
    open,
    queue: () => {
      show("queue");
      focusSoon(queueHead);
    },
    mine: () => {
      show("mine");
      focusSoon("#mine");
    },
    next: () => {
      const first = desk.ringing.peek()[0] ?? desk.waiting.peek()[0];
      if (first) void desk.claim(first.id);
    },
    step: (by: 1 | -1) => {
      const all = desk.mine.peek();
      const at = all.findIndex(({ id }) => id === desk.opened.peek());
      open(((at + by + all.length) % all.length) + 1);
    },
    write: () => {
      show("open");
      focusSoon(box);
    },
    facts: () => {
      panels.fold();
      if (panels.facts.peek()) focusSoon(".note-box");
    },
    transfer: () => {
      if (desk.owned.peek().some(({ id }) => id === desk.opened.peek())) panels.asked.value = "transfer";
    },
  };
}
