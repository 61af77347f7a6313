import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { enteredBefore, rememberEntered } from "../../call/entered.ts";
import { Check, rememberedDevices } from "../../call/index.ts";
import { listening, partOf } from "../../call/part.ts";
import type { Around } from "../../state/attended.ts";
import type { InterviewMode, Meeting } from "../../wire/protocol.gen.ts";
import { DeviceCheck } from "../call/check.tsx";
import type { Announcer } from "../notice.tsx";
import { Attending, type Prepared } from "./attending.tsx";
import type { HostActs } from "./shown.ts";
import "../../style/call.css";

/** What taking part in a meeting needs of its page. */
export interface JoiningProps extends Omit<Around, "signal"> {
  meeting: Meeting;
  /** The person's own name in the room. */
  self: string;
  announcer: Announcer;
  host?: HostActs | undefined;
  /** Called when the devices are checked. It reports whether the person may go on. */
  onEnter: () => Promise<boolean>;
  onLeave: () => void;
}

/** The way into a meeting: the device check, the waiting room, and the room. */
export function Joining(props: JoiningProps) {
  const { meeting, onEnter, onLeave } = props;
  const before = useMemo(() => enteredBefore(meeting.id, sessionStorage), []);
  const prepared = useSignal<Prepared | undefined>(undefined);
  const leave = () => {
    rememberEntered(undefined, sessionStorage);
    onLeave();
  };
  const enter = async (ready: Prepared) => {
    if (await onEnter()) {
      rememberEntered({ id: meeting.id, part: ready.part }, sessionStorage);
      prepared.value = ready;
      return;
    }
    for (const track of ready.tracks) track.stop();
    leave();
  };
  useEffect(() => {
    if (before) void enter({ part: before.part, chosen: rememberedDevices(), tracks: [] });
  }, []);
  if (prepared.value) return <Attending {...props} onLeave={leave} prepared={prepared.value} />;
  return before ? null : <Checked onReady={(ready) => void enter(ready)} />;
}

function Checked({ onReady }: { onReady: (ready: Prepared) => void }) {
  const over = useMemo(() => new AbortController(), []);
  const check = useMemo(() => new Check("video", over.signal), []);
  useEffect(() => () => over.abort(), [over]);
  const start = (mode: InterviewMode) => {
    const all = check.take();
    const tracks = all.filter(({ kind }) => mode === "video" || kind === "audio");
    for (const track of all) if (!tracks.includes(track)) track.stop();
    onReady({ part: partOf(mode), chosen: check.chosen, tracks });
  };
  return (
    <DeviceCheck
      why="video"
      begins="device.enter"
      withCamera
      testsConnection
      tried={check.tried.value}
      onChoose={(kind, device) => void check.choose(kind, device)}
      onSpeakerTest={() => check.testSpeaker()}
      onRetry={() => void check.again()}
      onStart={start}
      onClose={() => onReady({ part: listening, chosen: check.chosen, tracks: [] })}
    />
  );
}
