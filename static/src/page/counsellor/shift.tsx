import { useSignal } from "@preact/signals";
import { Button } from "../../view/button.tsx";
import { Icon } from "../../view/icon.tsx";
import { Notice } from "../../view/notice.tsx";
import { useNow } from "../../view/now.ts";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Me } from "../../wire/resources.ts";
import type { Desk } from "./desk.ts";
import { AskedByName } from "./swap.tsx";

/** When the counsellor is on the roster today. */
export function MyShift({ desk }: { desk: Desk }) {
  const { t, time } = useTexts();
  const today = desk.shifts.today.value;
  if (today.length === 0) return null;
  const hours = today.map(({ from, to }) => `${time(new Date(from))}–${time(new Date(to))}`);
  return (
    <span class="my-shift">
      <Icon of="clock" />
      <span>{t("counsellor.shift.today", { hours: hours.join(", ") })}</span>
    </span>
  );
}

/** What the roster and those who run it ask of the counsellor. */
export function Wanted({ desk, me }: { desk: Desk; me: Me }) {
  return (
    <>
      <Help desk={desk} />
      <Ending desk={desk} me={me} />
      <Outside desk={desk} />
      <AskedByName desk={desk} />
    </>
  );
}

function Help({ desk }: { desk: Desk }) {
  const { t, topic } = useTexts();
  const help = desk.shifts.help.value;
  if (!help) return null;
  const about = [help.topic && topic(help.topic), help.language && t(`language.${help.language as "fr"}`)];
  const wanted = about.filter(Boolean).join(", ");
  return (
    <Notice kind="soon" icon="alert">
      <p role="alert">
        {t("counsellor.help.text", { name: help.by.name })} {wanted && t("counsellor.help.about", { wanted })}
      </p>
      <div class="actions">
        <Button kind="main" icon="present" onClick={() => void desk.declare("available", true)}>
          {t("counsellor.help.yes")}
        </Button>
        <Button kind="quiet" onClick={() => (desk.shifts.help.value = undefined)}>
          {t("counsellor.help.no")}
        </Button>
      </div>
    </Notice>
  );
}

function Ending({ desk, me }: { desk: Desk; me: Me }) {
  const { t, time } = useTexts();
  const refused = useSignal("");
  const ends = desk.shifts.ending(useNow(10_000));
  if (!ends || me.declared !== "available" || refused.value === ends.to) return null;
  return (
    <Notice kind="soon" icon="clock">
      <p role="status">{t("counsellor.shift.ends", { time: time(new Date(ends.to)) })}</p>
      <div class="actions">
        <Button onClick={() => void desk.declare("busy")}>{t("counsellor.shift.stop")}</Button>
        <Button kind="quiet" onClick={() => (refused.value = ends.to)}>
          {t("counsellor.shift.go_on")}
        </Button>
      </div>
    </Notice>
  );
}

function Outside({ desk }: { desk: Desk }) {
  const { t, time } = useTexts();
  const { asked } = desk.shifts;
  if (!asked.value) return null;
  const { next } = asked.value;
  const close = () => {
    asked.value = undefined;
  };
  return (
    <Sheet
      title={t("counsellor.outside.heading")}
      onClose={close}
      actions={
        <>
          <Button kind="main" onClick={() => void desk.declare("available", true)}>
            {t("counsellor.outside.yes")}
          </Button>
          <Button kind="quiet" onClick={close}>
            {t("counsellor.outside.no")}
          </Button>
        </>
      }
    >
      <p>
        {t("fault.outside_shift")}{" "}
        {next ? t("counsellor.outside.next", { time: time(new Date(next)) }) : t("counsellor.outside.none")}
      </p>
      <p class="hint">{t("counsellor.outside.once")}</p>
    </Sheet>
  );
}
