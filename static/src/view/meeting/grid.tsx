import { useRef } from "preact/hooks";
import { arrange } from "../../state/grid.ts";
import { microphoneOff } from "../call/icons.ts";
import { OwnPicture } from "../call/panel.tsx";
import { Picture } from "../call/picture.tsx";
import type { CallShown, Other } from "../call/shown.ts";
import { Icon } from "../icon.tsx";
import { useTexts } from "../texts.tsx";
import { pinIcon, unpinIcon } from "./icons.ts";

/** How many faces are shown at once. */
const most = 8;

interface Props {
  call: CallShown;
  /** The participant whom everybody sees first. */
  spotlight: string | undefined;
  onPin: (participant: string) => void;
}

/** Who is in the room. It changes only when it must. */
export function Grid({ call, spotlight, onPin }: Props) {
  const { t, count } = useTexts();
  const before = useRef<string[]>([]);
  const candidates = call.others.map(({ id, picture, speaks }) => ({
    id,
    pinned: id === call.pinned,
    spotlit: id === spotlight,
    picture: picture !== undefined,
    speaking: speaks,
  }));
  const places = arrange(before.current, candidates, most);
  before.current = places;
  const shown = places.flatMap((id) => call.others.find((other) => other.id === id) ?? []);
  const sharing = call.others.find((other) => other.screen);
  const rest = call.others.length - shown.length;
  const pinned = shown.find(({ id }) => id === call.pinned);
  const first = sharing ? undefined : (pinned ?? shown.find(({ id }) => id === spotlight));
  return (
    <div class={`grid ${sharing || first ? "led" : ""} of-${Math.min(shown.length, most)}`}>
      {sharing?.screen && (
        <Picture whole stream={sharing.screen} label={t("call.screen.other", { name: sharing.name })} />
      )}
      {shown.length === 0 && <p class="grid-alone">{t("meeting.room.alone")}</p>}
      {shown.map((other) => (
        <Tile
          key={other.id}
          other={other}
          leads={other === first}
          pinned={other === pinned}
          onPin={() => onPin(other === pinned ? "" : other.id)}
        />
      ))}
      {rest > 0 && <p class="grid-rest">{count("meeting.room.rest", rest)}</p>}
      {call.ownPicture && <OwnPicture stream={call.ownPicture} />}
    </div>
  );
}

interface TileProps {
  other: Other;
  leads: boolean;
  pinned: boolean;
  onPin: () => void;
}

function Tile({ other, leads, pinned, onPin }: TileProps) {
  const { t } = useTexts();
  const { name, picture, connected, microphone, speaks, weak, paused } = other;
  const states = [speaks && "speaking", !connected && "gone", leads && "leads"].filter(Boolean).join(" ");
  return (
    <figure class={`tile ${states}`}>
      {picture ? (
        <Picture stream={picture} label={t("call.picture", { name })} />
      ) : (
        <span class="initial" aria-hidden="true">
          {name.slice(0, 1).toUpperCase()}
        </span>
      )}
      <figcaption>
        <span class="tile-name">
          {!microphone && <Icon of={microphoneOff} />}
          <span>{name}</span>
        </span>
        {!connected && <span>{t("meeting.room.reconnecting")}</span>}
        {connected && (paused || weak) && (
          <span>{t(paused ? "meeting.room.paused" : "meeting.room.weak")}</span>
        )}
        {speaks && <strong>{t("call.speaks")}</strong>}
        {connected && !microphone && <span class="unseen">{t("meeting.room.muted")}</span>}
      </figcaption>
      <button type="button" class="tile-pin" aria-pressed={pinned} onClick={onPin}>
        <Icon of={pinned ? unpinIcon : pinIcon} />
        <span class="unseen">{t("meeting.pin", { name })}</span>
      </button>
    </figure>
  );
}
