import { useEffect, useMemo, useState } from "preact/hooks";
import { type Trial, testConnection } from "../../call/trial.ts";
import type { Loaders } from "../../i18n/load.ts";
import { type Measured, verdict } from "../../state/verdict.ts";
import { Button } from "../button.tsx";
import { faultSentence } from "../fault.ts";
import { Icon } from "../icon.tsx";
import { Sheet } from "../sheet.tsx";
import { SpokenBy } from "../spoken.tsx";
import { useTexts } from "../texts.tsx";
import "../../style/trial.css";

// The page that opens this need not carry its texts.
const loaders: Loaders = {
  fr: () => import("../../i18n/fr.json?page=trial"),
  nl: () => import("../../i18n/nl.json?page=trial"),
  de: () => import("../../i18n/de.json?page=trial"),
  en: () => import("../../i18n/en.json?page=trial"),
};

/** Tests the connection, and says in words what it is good for. */
export function TrialSheet({ onClose }: { onClose: () => void }) {
  return (
    <SpokenBy loaders={loaders}>
      <Testing onClose={onClose} />
    </SpokenBy>
  );
}

function Testing({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const [turn, setTurn] = useState(1);
  const { ends, trial } = useMemo(() => {
    const over = new AbortController();
    return { ends: over, trial: testConnection(over.signal) };
  }, [turn]);
  useEffect(() => () => ends.abort(), [ends]);
  const now = trial.value;
  const over = now.is === "done" || now.is === "failed";
  const actions = (
    <>
      <Button icon="retry" disabled={!over} onClick={() => setTurn(turn + 1)}>
        {t("trial.again")}
      </Button>
      <Button kind="main" onClick={onClose}>
        {t("action.close")}
      </Button>
    </>
  );
  return (
    <Sheet title={t("trial.heading")} onClose={onClose} actions={actions}>
      <div role="status" class="trial">
        <Said trial={now} />
      </div>
      {!over && <progress aria-label={t("trial.heading")} />}
      {now.is === "done" && <Details tried={now.tried} measured={now.measured} />}
      <p class="hint">{t("trial.kept")}</p>
    </Sheet>
  );
}

/** How far it is, or what came of it. */
function Said({ trial }: { trial: Trial }) {
  const texts = useTexts();
  const { t } = texts;
  if (trial.is === "failed") return <p>{faultSentence(texts, trial.fault)}</p>;
  if (trial.is !== "done") return <p>{t(`trial.${trial.is}`)}</p>;
  const found = verdict(trial.measured);
  return (
    <>
      <p class={`trial-verdict ${found}`}>
        <Icon of={found === "video" ? "check" : "alert"} />
        <strong>{t(`trial.${found}`)}</strong>
      </p>
      <p>{t(`trial.${found}.advice`)}</p>
      {found !== "none" && !trial.tried.get("udp") && <p>{t("trial.detour")}</p>}
    </>
  );
}

interface DetailsProps {
  tried: Extract<Trial, { is: "done" }>["tried"];
  measured: Measured | undefined;
}

/** The figures, for who is asked for them on the telephone. */
function Details({ tried, measured }: DetailsProps) {
  const { t, language } = useTexts();
  const number = (value: number, options?: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(language, options).format(value);
  const rows = [...tried].map(([way, open]) => [
    t(`trial.way.${way}`),
    t(open ? "trial.open" : "trial.closed"),
  ]);
  if (measured) {
    const { up, down, lost, roundTrip } = measured;
    rows.push(
      [t("trial.up"), `${number(Math.round(up / 1000))} kbit/s`],
      [t("trial.down"), `${number(Math.round(down / 1000))} kbit/s`],
      [t("trial.lost"), number(lost, { style: "percent", maximumFractionDigits: 1 })],
      [t("trial.round_trip"), `${number(Math.round(roundTrip * 1000))} ms`],
    );
  }
  return (
    <dl class="trial-details">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
