import type { Meeting } from "../../wire/protocol.gen.ts";
import { Button } from "../button.tsx";
import { useNow } from "../now.ts";
import { useTexts } from "../texts.tsx";

interface Props {
  meeting: Meeting;
  /** When the door opens for who looks. */
  from: string;
  onEnter: () => void;
}

/** The way in, when it is time; and before that, when it will be. */
export function Enter({ meeting, from, onEnter }: Props) {
  const texts = useTexts();
  const opens = new Date(from);
  const now = useNow(10_000);
  if (meeting.state === "planned" && now < opens.getTime()) {
    return <p>{texts.t("meeting.enter.from", { time: texts.soon(opens, new Date(now)) })}</p>;
  }
  return (
    <div class="actions">
      <Button kind="main" icon="camera" onClick={onEnter}>
        {texts.t("meeting.enter")}
      </Button>
    </div>
  );
}
