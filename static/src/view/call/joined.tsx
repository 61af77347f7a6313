import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Call, Change, Check, rememberedDevices, seatsOfInterview as seats } from "../../call/index.ts";
import { listening, partOf } from "../../call/part.ts";
import { CheckSkipped } from "../../call/skipped.ts";
import type { Loaders } from "../../i18n/load.ts";
import type { InterviewMode } from "../../wire/protocol.gen.ts";
import { SpokenBy } from "../spoken.tsx";
import { DeviceCheck } from "./check.tsx";
import type { InterviewProps } from "./interview.tsx";
import { CallPanel } from "./panel.tsx";
import type { CallActs, CallShown } from "./shown.ts";
import "../../style/call.css";

// No page carries the texts of a call before there is one.
const loaders: Loaders = {
  fr: () => import("../../i18n/fr.json?page=call"),
  nl: () => import("../../i18n/nl.json?page=call"),
  de: () => import("../../i18n/de.json?page=call"),
  en: () => import("../../i18n/en.json?page=call"),
};

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
  return (
    <SpokenBy loaders={loaders}>
      <CallPanel call={{ ...away, name }} acts={acts} chat={chat} />
    </SpokenBy>
  );
}

/** Why the devices are looked at: before the interview in its mode, or in the middle of it. */
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
    if (here.part) void call.start(here.part, rememberedDevices());
    else if (skipped.value) void call.start(partOf(here.mode), rememberedDevices());
    else looking.value = here.mode;
  }, [isHere]);
  const replaced = call.shown.value.link === "replaced";
  // At once: a page can go at any moment.
  useEffect(() => {
    if (isHere && replaced) begun.yields();
    else if (isHere) return call.part.subscribe((part) => part && begun.takes(part));
    return undefined;
  }, [isHere, replaced]);
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
    again: () => call.again(),
    hangUp: () => onHangUp(call.shown.peek().others.length),
    hear: () => call.hear(),
    takeBack: () => call.takeBack(),
  };
  const done = () => {
    looking.value = undefined;
  };
  return (
    <SpokenBy loaders={loaders}>
      {state === "live" && isHere && <CallPanel call={call.shown.value} acts={acts} chat={chat} />}
      {looking.value === "change" && <Changed call={call} skipped={skipped} onDone={done} />}
      {looking.value && looking.value !== "change" && (
        <Checked mode={looking.value} call={call} skipped={skipped} onDone={done} />
      )}
    </SpokenBy>
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
  mode: InterviewMode;
  call: Call;
  skipped: CheckSkipped;
  onDone: () => void;
}

/** The device check before the interview. */
function Checked({ mode, call, skipped, onDone }: CheckedProps) {
  // Nobody is asked twice, unless they want to be.
  const skip = useSignal(true);
  const over = useMemo(() => new AbortController(), []);
  const check = useMemo(() => new Check(mode, over.signal), []);
  useEffect(() => () => over.abort(), [over]);
  const start = (chosen: InterviewMode) => {
    skipped.value = skip.value;
    void call.start(partOf(chosen), check.chosen, check.take());
    onDone();
  };
  const close = () => {
    // Who closes the check listens, and can open microphone and camera in the call.
    void call.start(listening, check.chosen);
    onDone();
  };
  return (
    <DeviceCheck
      why={mode}
      withCamera={mode === "video"}
      tried={check.tried.value}
      onChoose={(kind, device) => void check.choose(kind, device)}
      onSpeakerTest={() => check.testSpeaker()}
      onRetry={() => void check.again()}
      onStart={start}
      onClose={close}
      testsConnection
      skip={skip.value}
      onSkip={(wanted) => {
        skip.value = wanted;
      }}
    />
  );
}

interface ChangedProps {
  call: Call;
  /** Where there is a check before each interview, whether it is wanted. */
  skipped?: CheckSkipped;
  onDone: () => void;
}

/** The devices in the middle of a call. */
export function Changed({ call, skipped, onDone }: ChangedProps) {
  const skip = useSignal(skipped?.value);
  // The camera is looked at only while it is on, or should be.
  const [withCamera] = useState(
    () => call.shown.peek().camera || call.shown.peek().trouble?.device === "camera",
  );
  const over = useMemo(() => new AbortController(), []);
  const change = useMemo(() => new Change(call, over.signal), []);
  useEffect(() => () => over.abort(), [over]);
  // A screen is not chosen here, nor opened again.
  const { trouble } = call.shown.value;
  return (
    <DeviceCheck
      why="change"
      withCamera={withCamera}
      tried={change.tried.value}
      trouble={trouble?.device === "screen" ? undefined : trouble?.words}
      onChoose={(kind, device) => change.choose(kind, device)}
      onSpeakerTest={() => change.testSpeaker()}
      onRetry={() => call.again()}
      onClose={onDone}
      skip={skip.value}
      onSkip={(wanted) => {
        skip.value = wanted;
        if (skipped) skipped.value = wanted;
      }}
    />
  );
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
  again: nothing,
  hangUp: nothing,
  hear: nothing,
  takeBack: nothing,
};
