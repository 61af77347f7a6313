import { Icon, type IconName } from "../icon.tsx";
import { useTexts } from "../texts.tsx";
import { cameraOff, microphoneOff, screen, screenOff } from "./icons.ts";
import type { CallActs, CallShown } from "./shown.ts";

interface ControlProps {
  icon: IconName;
  words: string;
  onClick: () => void;
  kind?: "plain" | "off" | "end";
  badge?: number;
  /** What the badge counts, in words. */
  badgeWords?: string;
  /** Whether what it opens is open. */
  expanded?: boolean;
}

/** A large round control with its words below. */
export function Control({
  icon,
  words,
  onClick,
  kind = "plain",
  badge = 0,
  badgeWords,
  expanded,
}: ControlProps) {
  const { count } = useTexts();
  return (
    <button type="button" class={`control ${kind}`} aria-expanded={expanded} onClick={onClick}>
      <span class="control-round">
        <Icon of={icon} />
        {badge > 0 && (
          <span class="badge" aria-hidden="true">
            {badge}
          </span>
        )}
      </span>
      <span class="control-words">{words}</span>
      {badge > 0 && <span class="unseen">{badgeWords ?? count("call.chat.count", badge)}</span>}
    </button>
  );
}

interface DeviceProps {
  call: CallShown;
  acts: Pick<CallActs, "microphone" | "camera" | "screen">;
  /** What the person may do: all, unless a host says otherwise. */
  may?: { speaks: boolean; camera: boolean; screen: boolean } | undefined;
}

/** Microphone, camera and screen. */
export function DeviceControls({ call, acts, may }: DeviceProps) {
  const { t } = useTexts();
  const { speaks, camera, screen: shares } = may ?? { speaks: true, camera: true, screen: true };
  const open = call.microphone === "on";
  return (
    <>
      {speaks && (
        <Control
          icon={open ? "microphone" : microphoneOff}
          words={t(open ? "call.mute" : "call.unmute")}
          kind={open ? "plain" : "off"}
          onClick={() => acts.microphone(!open)}
        />
      )}
      {camera && (
        <Control
          icon={call.camera ? "camera" : cameraOff}
          words={t(call.camera ? "call.camera.off" : "call.camera.on")}
          kind={call.camera ? "plain" : "off"}
          onClick={() => acts.camera(!call.camera)}
        />
      )}
      {shares && call.screen !== undefined && (
        <Control
          icon={call.screen ? screenOff : screen}
          words={t(call.screen ? "call.screen.off" : "call.screen.on")}
          onClick={() => acts.screen(!call.screen)}
        />
      )}
    </>
  );
}

interface Props {
  call: CallShown;
  acts: CallActs;
  /** The chat beside the picture, where there is no room for both. */
  chat: { hidden: boolean; unread: number; toggle: () => void };
}

/** The chat in place of the picture, and back, where there is no room for both. */
export function ChatControl({ chat }: Pick<Props, "chat">) {
  const { t } = useTexts();
  return (
    <span class="only-narrow">
      <Control
        icon={chat.hidden ? "message" : "camera"}
        words={t(chat.hidden ? "call.chat" : "call.picture.back")}
        badge={chat.hidden ? chat.unread : 0}
        onClick={chat.toggle}
      />
    </span>
  );
}

/** What can be done in an interview. */
export function Controls({ call, acts, chat }: Props) {
  const { t } = useTexts();
  return (
    <div class="controls">
      <DeviceControls call={call} acts={acts} />
      <span class="only-wide">
        <Control icon="settings" words={t("call.devices")} onClick={acts.devices} />
      </span>
      <ChatControl chat={chat} />
      <Control icon="hangUp" words={t("call.hang_up")} kind="end" onClick={acts.hangUp} />
    </div>
  );
}
