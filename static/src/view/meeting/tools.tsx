import type { Meeting } from "../../wire/protocol.gen.ts";
import { Button } from "../button.tsx";
import { microphoneOff } from "../call/icons.ts";
import { Sheet } from "../sheet.tsx";
import { useTexts } from "../texts.tsx";
import { lockIcon, unlockIcon } from "./icons.ts";
import type { HostActs } from "./shown.ts";

interface Props {
  meeting: Meeting;
  host: HostActs;
  onClose: () => void;
}

/** What a host can do about the whole room, in one sheet. */
export function Tools({ meeting, host, onClose }: Props) {
  const { t } = useTexts();
  const { mode, locked, spotlight, state } = meeting;
  return (
    <Sheet title={t("meeting.tools")} onClose={onClose}>
      <div class="tools">
        {state === "planned" && (
          <Tool hint={t("meeting.open.hint")}>
            <Button kind="main" icon="check" onClick={host.open}>
              {t("meeting.open")}
            </Button>
          </Tool>
        )}
        <Tool hint={t(mode === "everyone" ? "meeting.mute.all.hint" : "meeting.unmute.all.hint")}>
          <Button
            icon={mode === "everyone" ? microphoneOff : "microphone"}
            onClick={() => host.steer({ mode: mode === "everyone" ? "audience" : "everyone" })}
          >
            {t(mode === "everyone" ? "meeting.mute.all" : "meeting.unmute.all")}
          </Button>
          {mode === "audience" && (
            <Button icon={microphoneOff} onClick={() => host.steer({ mode: "audience" })}>
              {t("meeting.mute.all")}
            </Button>
          )}
        </Tool>
        <Tool hint={t(locked ? "meeting.unlock.hint" : "meeting.lock.hint")}>
          <Button icon={locked ? unlockIcon : lockIcon} onClick={() => host.steer({ locked: !locked })}>
            {t(locked ? "meeting.unlock" : "meeting.lock")}
          </Button>
        </Tool>
        {spotlight && (
          <Tool hint={t("meeting.spotlight.hint")}>
            <Button icon="close" onClick={() => host.steer({ spotlight: "" })}>
              {t("meeting.spotlight.off")}
            </Button>
          </Tool>
        )}
        {state === "open" && (
          <Tool hint={t("meeting.end.hint")}>
            <Button kind="danger" icon="hangUp" onClick={host.end}>
              {t("meeting.end")}
            </Button>
          </Tool>
        )}
      </div>
    </Sheet>
  );
}

function Tool({ hint, children }: { hint: string; children: preact.ComponentChildren }) {
  return (
    <div class="tool">
      <p class="hint">{hint}</p>
      <div class="actions">{children}</div>
    </div>
  );
}
