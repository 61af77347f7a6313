import type { Texts } from "../i18n/texts.ts";
import type { AuthorKind, Line } from "../wire/protocol.gen.ts";

/** What happened, as a sentence for this reader. A line without a name was the visitor's doing. */
export function lineSentence({ t, duration }: Texts, line: Line, reader: AuthorKind): string {
  const values = {
    name: line.name ?? "",
    mode: line.mode ? t(`mode.${line.mode}`) : "",
    duration: duration(line.seconds ?? 0),
  };
  switch (line.kind) {
    case "closed":
    case "interview_missed":
    case "interview_declined":
    case "interview_cancelled":
      if (line.name) return t(`line.${line.kind}`, values);
      return t(reader === "visitor" ? `line.${line.kind}.you` : `line.${line.kind}.visitor`, values);
    case "appointment_booked":
      return t(line.name ? "line.appointment_booked" : "line.appointment_booked.you", values);
    default:
      return t(`line.${line.kind}`, values);
  }
}
