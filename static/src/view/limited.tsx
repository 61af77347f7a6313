import { visitorAs } from "../wire/link.ts";
import { Icon } from "./icon.tsx";
import { useTexts } from "./texts.tsx";

/** Says, to who came by a private link, what it opens and where the rest is. */
export function Limited({ text }: { text: "visitor.limited" | "booking.limited" | "meeting.limited" }) {
  const { t } = useTexts();
  if (visitorAs() !== "link") return null;
  return (
    <p class="hint">
      <Icon of="safe" /> {t(text)}
    </p>
  );
}
