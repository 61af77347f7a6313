import type { Presence } from "../wire/protocol.gen.ts";
import { Icon, type IconName } from "./icon.tsx";
import { useTexts } from "./texts.tsx";

const icons: Record<Presence, IconName> = {
  available: "present",
  busy: "call",
  away: "away",
  offline: "personOff",
  unknown: "offline",
};

/** A presence as an icon and a word; the colour only repeats them. */
export function PresenceWord({ of }: { of: Presence }) {
  const { t } = useTexts();
  return (
    <span class={`presence ${of}`}>
      <Icon of={icons[of]} />
      <span>{t(`presence.${of}`)}</span>
    </span>
  );
}
