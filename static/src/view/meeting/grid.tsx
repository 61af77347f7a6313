import { useEffect, useRef, useState } from "preact/hooks";
import { arrange, pagesOf } from "../../state/grid.ts";
import { Button } from "../button.tsx";
import { microphoneOff } from "../call/icons.ts";
import { OwnPicture } from "../call/panel.tsx";
import { Picture } from "../call/picture.tsx";
import type { CallShown, Other } from "../call/shown.ts";
import { Icon } from "../icon.tsx";
import { useMedia } from "../narrow.ts";
import { useTexts } from "../texts.tsx";
import { nextIcon, pinIcon, previousIcon, unpinIcon } from "./icons.ts";

/** How many faces are shown at once. One seat more is for who speaks, or a screen, meanwhile. */
const usual = 8;
/** How many small ones have room on a telephone beside what leads. */
const besides = 4;

interface Props {
  call: CallShown;
  /** The participant whom everybody sees first. */
  spotlight: string | undefined;
  onPin: (participant: string) => void;
  /** Called with those who are shown where not all can be, else with nobody. */
  onShow: (participants: readonly string[]) => void;
}

/** Who is in the room. It changes only when it must; the others are on the pages after the first. */
export function Grid({ call, spotlight, onPin, onShow }: Props) {
  const { t } = useTexts();
  const [turned, setTurned] = useState({ to: 0, pinned: call.pinned });
  const roomy = useMedia("(min-width: 900px) and (min-height: 501px)");
  const before = useRef<string[]>([]);
  const candidates = call.others.map(({ id, camera, speaks }) => ({
    id,
    pinned: id === call.pinned,
    spotlit: id === spotlight,
    picture: camera,
    speaking: speaks,
  }));
  const sharing = call.others.find((other) => other.screen);
  const leads = candidates.some(({ pinned, spotlit }) => pinned || spotlit);
  const most = roomy || !(sharing || leads) ? usual : sharing ? besides : besides + 1;
  const places = arrange(before.current, candidates, most);
  before.current = places;
  const pages = pagesOf(places, candidates, most);
  // Who was pinned since is on the first page.
  const page = turned.pinned === call.pinned ? Math.min(turned.to, pages.length - 1) : 0;
  const ids = pages[page] ?? [];
  const told = pages.length > 1 ? ids : [];
  useEffect(() => onShow(told), [told.join()]);
  const shown = ids.flatMap((id) => call.others.find((other) => other.id === id) ?? []);
  const pinned = shown.find(({ id }) => id === call.pinned);
  const first = sharing ? undefined : (pinned ?? shown.find(({ id }) => id === spotlight));
  return (
    <>
      <div class={`grid ${sharing || first ? "led" : ""} of-${shown.length}`}>
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
        {call.ownPicture && <OwnPicture stream={call.ownPicture} />}
      </div>
      {pages.length > 1 && (
        <Pages page={page} of={pages.length} onTurn={(to) => setTurned({ to, pinned: call.pinned })} />
      )}
    </>
  );
}

/** The way to the others, round and round: no button goes away from under who presses it. */
function Pages({ page, of, onTurn }: { page: number; of: number; onTurn: (to: number) => void }) {
  const { t } = useTexts();
  return (
    <nav class="grid-pages" aria-label={t("meeting.pages")}>
      <Button kind="quiet" icon={previousIcon} iconOnly onClick={() => onTurn((page + of - 1) % of)}>
        {t("meeting.pages.previous")}
      </Button>
      <p role="status">{t("meeting.pages.at", { page: page + 1, pages: of })}</p>
      <Button kind="quiet" icon={nextIcon} iconOnly onClick={() => onTurn((page + 1) % of)}>
        {t("meeting.pages.next")}
      </Button>
    </nav>
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
