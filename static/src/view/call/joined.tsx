import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { CheckSkipped } from "../../call/begun.ts";
import { Call, Check, rememberedDevices, seatsOfInterview as seats } from "../../call/index.ts";
import type { InterviewMode } from "../../wire/protocol.gen.ts";
import { DeviceCheck } from "./check.tsx";
import type { InterviewProps } from "./interview.tsx";
import { CallPanel } from "./panel.tsx";
import type { CallActs, CallShown } from "./shown.ts";
import "../../style/call.css";

/** The interview in this tab, or the word that it goes on in another one. */
export function JoinedOrElsewhere(props: InterviewProps) {
  const { interview, begun } = props;
  const isHere = begun.here.value?.id === interview.id;
  if (interview.state === "live" && !isHere) return <Elsewhere {...props} />;
  return <Joined {...props} />;
}

/** The interview goes on in another tab or on another device; it can be taken over. */
function Elsewhere({ interview, begun, name, chat, onHangUp }: InterviewProps) {
  const acts = {
    ...noActs,
    hangUp: () => onHangUp(0),
    takeBack: () => begun.begin(interview.id, interview.mode),
  };
  return <CallPanel call={{ ...away, name }} acts={acts} chat={chat} />;
}

/** What looks at the devices: before the interview in its mode, or in the middle of it. */
type Looking = InterviewMode | "change" | undefined;

function Joined(props: InterviewProps) {
  const { interview, begun, chat, onHangUp } = props;
  const { id, state, liveAt } = interview;
  const here = begun.here.value;
  const isHere = here?.id === id;
  const skipped = useMemo(() => new CheckSkipped(localStorage), []);
  const looking = useSignal<Looking>(undefined);
  const call = useCall(props);
  useEffect(() => {
    if (!isHere || !here) return;
    call.claim();
    if (here.again || skipped.value) void call.start(here.mode, rememberedDevices());
    else looking.value = here.mode;
  }, [isHere]);
  useEffect(() => {
    if (state === "live") call.live(new Date(liveAt ?? Date.now()));
  }, [state, liveAt]);
  const acts: CallActs = {
    microphone: (on) => call.setMicrophone(on),
    camera: (on) => call.setCamera(on),
    screen: (on) => call.setScreen(on),
    devices: () => {
      looking.value = "change";
    },
    hangUp: () => onHangUp(call.shown.peek().others.length),
    hear: () => call.hear(),
    takeBack: () => call.takeBack(),
  };
  const done = () => {
    looking.value = undefined;
  };
  return (
    <>
      {state === "live" && isHere && <CallPanel call={call.shown.value} acts={acts} chat={chat} />}
      {looking.value && <Checked why={looking.value} call={call} skipped={skipped} onDone={done} />}
    </>
  );
}

/** The call of the interview, for as long as it is shown. */
function useCall({ interview, socket, isSelf, name }: InterviewProps): Call {
  const { id: room } = interview;
  const stream = `conversation:${interview.conversation}`;
  const over = useMemo(() => new AbortController(), []);
  useEffect(() => () => over.abort(), [over]);
  return useMemo(() => new Call({ socket, room, stream, seats, isSelf, name, signal: over.signal }), []);
}

interface CheckedProps {
  why: InterviewMode | "change";
  call: Call;
  skipped: CheckSkipped;
  onDone: () => void;
}

/** The device check, before the interview or in the middle of it. */
function Checked({ why, call, skipped, onDone }: CheckedProps) {
  // Nobody is asked twice, unless they want to be.
  const skip = useSignal(true);
  // In mid-call the camera is looked at only while it is on.
  const [withCamera] = useState(why === "video" || (why === "change" && call.shown.peek().camera));
  const over = useMemo(() => new AbortController(), []);
  const check = useMemo(() => new Check(withCamera ? "video" : "audio", over.signal), []);
  useEffect(() => () => over.abort(), [over]);
  const start = (chosen: InterviewMode) => {
    skipped.value = skip.value;
    const tracks = check.take();
    const unwanted = tracks.filter((track) => chosen === "audio" && track.kind === "video");
    for (const track of unwanted) track.stop();
    void call.start(chosen, check.chosen, tracks);
    onDone();
  };
  const close = () => {
    if (why === "change") call.choose(check.chosen);
    // Who closes the check listens, and can open microphone and camera in the call.
    else call.listen(check.chosen);
    onDone();
  };
  return (
    <DeviceCheck
      why={why}
      withCamera={withCamera}
      tried={check.tried.value}
      onChoose={(kind, device) => void check.choose(kind, device)}
      onSpeakerTest={() => check.testSpeaker()}
      onRetry={() => void check.again()}
      onStart={start}
      onClose={close}
      testsConnection={why !== "change"}
      skip={skip.value}
      onSkip={(wanted) => {
        skip.value = wanted;
      }}
    />
  );
}

/** The devices, in the middle of a call. */
export function Changed({ call, onDone }: { call: Call; onDone: () => void }) {
  const skipped = useMemo(() => new CheckSkipped(localStorage), []);
  return <Checked why="change" call={call} skipped={skipped} onDone={onDone} />;
}

const away: CallShown = {
  link: "replaced",
  weak: false,
  name: "",
  others: [],
  speaks: false,
  microphone: "none",
  camera: false,
  unheard: false,
};

const nothing = () => {};
const noActs: CallActs = {
  microphone: nothing,
  camera: nothing,
  screen: nothing,
  devices: nothing,
  hangUp: nothing,
  hear: nothing,
  takeBack: nothing,
};
