import { ownTime } from "../../view/clock.ts";
import { Icon } from "../../view/icon.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Appointment } from "../../wire/booking.ts";
import { kindIcons } from "./choose.tsx";
import { place } from "./icons.ts";

/** When, how, with whom and where an appointment is. */
export function When({ appointment }: { appointment: Appointment }) {
  const texts = useTexts();
  const { t } = texts;
  const { start, end, kind, topic, centre, staff } = appointment;
  const [from, to] = [new Date(start), new Date(end)];
  const there = texts.at(centre.zone);
  const own = ownTime(texts, centre.zone, from);
  return (
    <div class="when">
      <p class="when-moment">
        {there.moment(from)}–{there.time(to)}
      </p>
      {own && <p class="hint">{t("times.own", { time: own })}</p>}
      <p class="when-line">
        <Icon of={kindIcons[kind]} />
        <span>
          {t(`times.kind.${kind}`)}
          {topic && ` · ${texts.topic(topic)}`}
        </span>
      </p>
      <p class="when-line">
        <Icon of="person" />
        <span>{t("booking.with", { name: staff.name })}</span>
      </p>
      {kind === "on_site" && (
        <p class="when-line">
          <Icon of={place} />
          <span>
            {centre.name}
            {centre.address && (
              <>
                <br />
                {centre.address}
                <br />
                <a
                  href={`https://www.openstreetmap.org/search?query=${encodeURIComponent(`${centre.address} ${centre.city}`)}`}
                  target="_blank"
                  rel="noopener noreferrer"
                >
                  {t("booking.map")}
                </a>
              </>
            )}
          </span>
        </p>
      )}
    </div>
  );
}
