import { useSignal } from "@preact/signals";
import { stopwatch } from "../../state/week.ts";
import { Button } from "../../view/button.tsx";
import { Icon, type IconName } from "../../view/icon.tsx";
import { Notice } from "../../view/notice.tsx";
import { useNow } from "../../view/now.ts";
import { PresenceWord } from "../../view/presence.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Board } from "../../wire/protocol.gen.ts";
import { CallForHelp, CloseEarly } from "./acts.tsx";
import { GapLine } from "./gap.tsx";
import type { Office } from "./office.ts";

interface Props {
  office: Office;
}

/** The whole floor, to be read from two metres, and what can be done about it. */
export function BoardView({ office }: Props) {
  const { t } = useTexts();
  const asks = useSignal<"help" | "close" | undefined>(undefined);
  const close = () => {
    asks.value = undefined;
  };
  const board = office.board.value;
  return (
    <>
      <div class="office-head">
        <h1 tabIndex={-1}>{t("coordinator.board.heading")}</h1>
        <div class="actions">
          <Button kind="main" icon="sound" onClick={() => (asks.value = "help")}>
            {t("coordinator.help.open")}
          </Button>
          <Button icon="clock" onClick={() => (asks.value = "close")}>
            {t("coordinator.early.open")}
          </Button>
        </div>
      </div>
      {!board && <p>{t("coordinator.loading")}</p>}
      {board && !board.known && (
        <Notice kind="soon" icon="offline">
          <p>{t("coordinator.board.unknown")}</p>
        </Notice>
      )}
      {board && <ClosedEarly office={office} board={board} />}
      {board && <Figures board={board} />}
      {board && (
        <div class="board-lists">
          <QueueByTopic board={board} />
          <People office={office} board={board} />
          <Next office={office} board={board} />
        </div>
      )}
      {asks.value === "help" && <CallForHelp office={office} onClose={close} />}
      {asks.value === "close" && <CloseEarly office={office} onClose={close} />}
    </>
  );
}

function ClosedEarly({ office, board }: { office: Office; board: Board }) {
  const { t } = useTexts();
  return (
    <>
      {board.closed.map(({ centre, reason }) => (
        <Notice key={centre} kind="soon" icon="clock">
          <p>
            {t("coordinator.early.closed", { centre: office.called(centre) })}
            {reason && ` ${t("coordinator.early.because", { reason })}`}
          </p>
          {office.runs(centre) && (
            <Button onClick={() => void office.openAgain(centre)}>{t("coordinator.early.undo")}</Button>
          )}
        </Notice>
      ))}
    </>
  );
}

function Figures({ board }: { board: Board }) {
  const { t, duration } = useTexts();
  const now = useNow(1_000);
  const waiting = board.topics.reduce((sum, each) => sum + each.waiting, 0);
  const first = Math.min(...board.topics.map(({ since }) => Date.parse(since)));
  const live = board.people.filter(({ presence }) => presence === "available").length;
  const calls = board.people.filter(({ inCall }) => inCall).length;
  const seconds = Math.max(0, Math.floor((now - first) / 1000));
  return (
    <dl class="figures">
      <Figure
        icon="message"
        words={t("coordinator.figure.waiting")}
        value={waiting}
        tone={waiting > 0 ? "soon" : ""}
      />
      <Figure
        icon="clock"
        words={t("coordinator.figure.longest")}
        value={waiting > 0 ? stopwatch(seconds) : "–"}
        spoken={waiting > 0 ? duration(seconds) : undefined}
        tone={waiting > 0 ? "soon" : ""}
      />
      <Figure
        icon="present"
        words={t("coordinator.figure.live")}
        value={live}
        tone={live > 0 ? "live" : "late"}
      />
      <Figure icon="call" words={t("coordinator.figure.in_call")} value={calls} tone="" />
      <Figure
        icon="alert"
        words={t("coordinator.figure.late")}
        value={board.late}
        tone={board.late > 0 ? "late" : ""}
      />
    </dl>
  );
}

interface FigureProps {
  icon: IconName;
  words: string;
  value: number | string;
  /** What is said in its place to those who do not see it. */
  spoken?: string | undefined;
  tone: "" | "soon" | "live" | "late";
}

function Figure({ icon, words, value, spoken, tone }: FigureProps) {
  return (
    <div class={`figure ${tone}`}>
      <dt>
        <Icon of={icon} />
        <span>{words}</span>
      </dt>
      <dd>
        <span aria-hidden={spoken ? true : undefined}>{value}</span>
        {spoken && <span class="unseen">{spoken}</span>}
      </dd>
    </div>
  );
}

function QueueByTopic({ board }: { board: Board }) {
  const { t, topic, duration } = useTexts();
  const now = useNow(1_000);
  return (
    <section aria-labelledby="by-topic">
      <h2 id="by-topic">{t("coordinator.queue.heading")}</h2>
      {board.topics.length === 0 && <p>{t("coordinator.queue.none")}</p>}
      {board.topics.length > 0 && (
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">{t("coordinator.topic")}</th>
              <th scope="col">{t("coordinator.figure.waiting")}</th>
              <th scope="col">{t("coordinator.figure.longest")}</th>
            </tr>
          </thead>
          <tbody>
            {board.topics.map((line) => (
              <tr key={line.topic ?? ""}>
                <th scope="row">{line.topic ? topic(line.topic) : t("coordinator.any_topic")}</th>
                <td>{line.waiting}</td>
                <td>{duration(Math.max(0, (now - Date.parse(line.since)) / 1000))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const order = ["available", "busy", "away", "unknown", "offline"] as const;

function People({ office, board }: { office: Office; board: Board }) {
  const { t } = useTexts();
  // Who speaks no language is there to run things, not to be rung.
  const people = board.people
    .filter(({ languages }) => languages.length > 0)
    .sort((a, b) => order.indexOf(a.presence) - order.indexOf(b.presence));
  const there = people.filter(({ presence }) => presence !== "offline");
  return (
    <section aria-labelledby="people">
      <h2 id="people">{t("coordinator.people.heading")}</h2>
      {there.length === 0 && <p>{t("coordinator.people.none")}</p>}
      {there.length > 0 && (
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">{t("coordinator.person")}</th>
              <th scope="col">{t("coordinator.presence")}</th>
              <th scope="col">{t("coordinator.chats")}</th>
            </tr>
          </thead>
          <tbody>
            {there.map((each) => (
              <tr key={each.id}>
                <th scope="row">
                  {each.name} <span class="hint">{office.called(each.centre ?? "")}</span>
                </th>
                <td>
                  <PresenceWord of={each.presence} />
                  {each.inCall && <span class="hint"> {t("coordinator.in_call")}</span>}
                </td>
                <td>{t("coordinator.chats.of", { chats: each.chats, capacity: each.capacity })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="hint">{t("coordinator.people.offline", { count: people.length - there.length })}</p>
    </section>
  );
}

function Next({ office, board }: { office: Office; board: Board }) {
  const { t, count } = useTexts();
  return (
    <section aria-labelledby="next" class="stack">
      <h2 id="next">{t("coordinator.next.heading")}</h2>
      {board.gap ? <GapLine gap={board.gap} zone={office.zone} /> : <p>{t("coordinator.next.no_gap")}</p>}
      {board.soon > 0 && <p>{count("coordinator.next.soon", board.soon)}</p>}
      {board.late > 0 && (
        <p class="gap-line">
          <Icon of="alert" />
          <span>{count("coordinator.next.late", board.late)}</span>
        </p>
      )}
    </section>
  );
}
