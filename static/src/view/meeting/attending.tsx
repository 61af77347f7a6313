import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Chosen } from "../../call/devices.ts";
import { rememberEntered } from "../../call/entered.ts";
import { Call } from "../../call/index.ts";
import type { Part } from "../../call/part.ts";
import { Attended } from "../../state/attended.ts";
import { hands, isOver } from "../../state/gathering.ts";
import type { MeetingPerson } from "../../wire/protocol.gen.ts";
import { Changed } from "../call/joined.tsx";
import { useTexts } from "../texts.tsx";
import type { JoiningProps } from "./joining.tsx";
import { Dismissed, Over, Removed } from "./over.tsx";
import { Room } from "./room.tsx";
import type { RoomActs } from "./shown.ts";
import { WaitingRoom } from "./waiting.tsx";

/** The devices as they were checked. */
export interface Prepared {
  part: Part;
  chosen: Chosen;
  /** Open already; they belong to the meeting from now on. */
  tracks: readonly MediaStreamTrack[];
}

/** How many people and screens a room shows and plays at once. */
const seats = 9;

interface Props extends JoiningProps {
  prepared: Prepared;
}

/** Somebody who takes part in a meeting, or waits to be let in. */
export function Attending(props: Props) {
  const { self, host, prepared, onLeave } = props;
  const { attended, call, over } = useTaking(props);
  const gathering = attended.gathering.value;
  const mine = gathering?.people.find(({ participant }) => participant === self);
  const isIn = gathering !== undefined && (host !== undefined || mine?.door === "admitted");
  const dismissed =
    gathering !== undefined &&
    host &&
    gathering.meeting.hosts.every(({ participant }) => participant !== self);
  const done =
    gathering !== undefined && (isOver(gathering.meeting) || mine?.door === "removed" || dismissed);
  const changing = useSignal(false);
  useEffect(() => {
    if (!isIn || done) return;
    attended.lookAgain();
    call.letIn();
    void call.start(allowed(prepared.part, mine), prepared.chosen, prepared.tracks);
  }, [isIn]);
  useEffect(() => {
    if (!done) return;
    over.abort();
    giveBack(prepared);
  }, [done]);
  const { id } = props.meeting;
  const replaced = call.shown.value.link === "replaced";
  // At once: a page can go at any moment. What another tab or device has taken over stays there.
  useEffect(() => {
    if (!replaced)
      return call.part.subscribe((part) => part && rememberEntered({ id, part }, sessionStorage));
    rememberEntered(undefined, sessionStorage);
    return undefined;
  }, [replaced]);
  useRights(call, isIn ? mine : undefined);
  useHands(props, host && gathering ? hands(gathering) : []);
  const acts: RoomActs = {
    microphone: (on) => call.setMicrophone(on),
    camera: (on) => call.setCamera(on),
    screen: (on) => call.setScreen(on),
    devices: () => {
      changing.value = true;
    },
    again: () => call.again(),
    hear: () => call.hear(),
    takeBack: () => call.takeBack(),
    hand: (raised) => void attended.raiseHand(raised),
    pin: (participant) => call.pin(participant),
    show: (participants) => call.show(participants),
    say: (text) => attended.say(text),
    leave: onLeave,
  };
  if (mine?.door === "removed") return <Removed onLeave={onLeave} />;
  if (gathering && isOver(gathering.meeting)) {
    return <Over meeting={gathering.meeting} host={host !== undefined} onLeave={onLeave} />;
  }
  if (dismissed) return <Dismissed onLeave={onLeave} />;
  if (!gathering && host) return <Preparing />;
  if (!gathering || !isIn) {
    return (
      <WaitingRoom meeting={gathering?.meeting ?? props.meeting} prepared={prepared} onLeave={onLeave} />
    );
  }
  const room = { gathering, self, mine, acts, host, call: call.shown.value };
  return (
    <>
      <Room room={room} />
      {changing.value && <Changed call={call} onDone={() => (changing.value = false)} />}
    </>
  );
}

function Preparing() {
  const { t } = useTexts();
  return (
    <main class="column waiting-room">
      <p role="status">{t("meeting.room.loading")}</p>
    </main>
  );
}

/** The meeting's stream and its media, for as long as they are shown. */
function useTaking({ meeting, as, socket, failed, self, prepared }: Props) {
  const over = useMemo(() => new AbortController(), []);
  useEffect(
    () => () => {
      over.abort();
      giveBack(prepared);
    },
    [],
  );
  const attended = useMemo(() => new Attended(meeting.id, { as, socket, failed, signal: over.signal }), []);
  const call = useMemo(() => {
    const isSelf = ({ id }: { id: string }) => id === self;
    const { stream } = attended;
    return new Call({ socket, room: meeting.id, stream, seats, isSelf, name: "", signal: over.signal });
  }, []);
  return { attended, call, over };
}

/** What waited to be let in is nobody's yet. */
function giveBack({ tracks }: Prepared): void {
  for (const track of tracks) track.stop();
}

/** How somebody begins who may not speak, or not show a picture. */
function allowed({ microphone, camera }: Part, mine: MeetingPerson | undefined): Part {
  return { microphone: microphone && mine?.speaks !== false, camera: camera && mine?.camera !== false };
}

/** Gives back what a host no longer allows. */
function useRights(call: Call, mine: MeetingPerson | undefined): void {
  const speaks = mine?.speaks;
  const camera = mine?.camera;
  const screen = mine?.screen;
  useEffect(() => {
    if (speaks === false) call.setMicrophone(false);
  }, [speaks]);
  useEffect(() => {
    if (camera === false) call.setCamera(false);
  }, [camera]);
  useEffect(() => {
    if (screen === false) call.setScreen(false);
  }, [screen]);
}

/** Tells a host who raises a hand. */
function useHands({ announcer }: Props, raised: readonly MeetingPerson[]): void {
  const { t } = useTexts();
  const known = useMemo(() => new Set<string>(), []);
  useEffect(() => {
    const fresh = raised.filter(({ id }) => !known.has(id));
    known.clear();
    for (const { id } of raised) known.add(id);
    for (const { name } of fresh) announcer.say(t("meeting.hand.news", { name }));
  }, [raised.map(({ id }) => id).join()]);
}
