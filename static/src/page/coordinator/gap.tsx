import { clockIn, dated, dateIn } from "../../state/week.ts";
import { Icon } from "../../view/icon.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Gap } from "../../wire/protocol.gen.ts";
import type { Need } from "../../wire/resources.ts";

/** What somebody must be able to, in words. */
export function useWanted(): (need: Pick<Need, "topic"> & { language?: string }) => string {
  const { t, topic } = useTexts();
  return (need) =>
    [
      need.topic ? topic(need.topic) : t("coordinator.any_topic"),
      need.language ? t(`language.${need.language as "fr"}`) : t("coordinator.any_language"),
    ].join(", ");
}

/** A time at which too few are on duty. */
export function GapLine({ gap, zone }: { gap: Gap; zone: string }) {
  const { t, language } = useTexts();
  const wanted = useWanted();
  const [from, to] = [new Date(gap.from), new Date(gap.to)];
  const isWithin = dateIn(zone, from) === dateIn(zone, new Date(to.getTime() - 1));
  const end = `${isWithin ? "" : `${dated(language, dateIn(zone, to), true)} `}${clockIn(zone, to)}`;
  return (
    <p class="gap-line">
      <Icon of="alert" />
      <span>
        {t("coordinator.gap", {
          day: dated(language, dateIn(zone, from), true),
          from: clockIn(zone, from),
          to: end,
          wanted: wanted(gap),
          have: gap.have,
          minimum: gap.minimum,
        })}
      </span>
    </p>
  );
}
