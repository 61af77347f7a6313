import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { type Begun, CheckSkipped } from "../../call/begun.ts";
import type * as calls from "../../call/index.ts";
import type { Interview, InterviewMode, Participant } from "../../wire/protocol.gen.ts";
import type { Socket } from "../../wire/socket.ts";
import { Later } from "../later.tsx";
import { DeviceCheck } from "./check.tsx";
import { CallPanel } from "./panel.tsx";
import type { CallActs, CallShown } from "./shown.ts";

/** What an interview needs of its page. */
export interface InterviewProps {
  interview: Interview;
  socket: Socket;
  begun: Begun;
  isSelf: (participant: Participant) => boolean;
  /** The other side, by name. */
  name: string;
  chat: { hidden: boolean; unread: number; toggle: () => void };
  onHangUp: () => void;
}

const load = () => import("../../call/index.ts");

/**
 * An interview from the first ring to its end. It connects while it rings and
 * shows nothing of its own until the person has begun it or answered.
 */
export function InterviewView(props: InterviewProps) {
  return (
    <Later load={load}>{(loaded) => <Loaded key={props.interview.id} {...props} calls={loaded} />}</Later>
  );
}

function Loaded(props: InterviewProps & { calls: typeof calls }) {
  const { interview, begun } = props;
  const here = begun.here.value;
  const isHere = here?.id === interview.id;
  if (interview.state === "live" && !isHere) return <Elsewhere {...props} />;
  return <Joined {...props} />;
}

/** The interview goes on in another tab or on another device; it can be taken over. */
function Elsewhere({ interview, begun, name, chat, onHangUp }: InterviewProps) {
  const acts = { ...noActs, hangUp: onHangUp, takeBack: () => begun.begin(interview.id, interview.mode) };
  return <CallPanel call={{ ...away, name }} acts={acts} chat={chat} />;
}

function Joined(props: InterviewProps & { calls: typeof calls }) {
  const { interview, begun, calls, socket, isSelf, name, chat, onHangUp } = props;
  const { id, conversation, mode, state, liveAt } = interview;
  const here = begun.here.value;
  const isHere = here?.id === id;
  const over = useMemo(() => new AbortController(), []);
  const skipped = useMemo(() => new CheckSkipped(localStorage), []);
  const sheet = useSignal<InterviewMode | "change" | undefined>(undefined);
  const call = useMemo(
    () => new calls.Call({ socket, room: id, conversation, isSelf, name, signal: over.signal }),
    [],
  );
  useEffect(() => () => over.abort(), [over]);
  useEffect(() => {
    if (!isHere || !here) return;
    call.claim();
    if (here.again || skipped.value) void call.start(here.mode, calls.rememberedDevices());
    else sheet.value = here.mode;
  }, [isHere]);
  useEffect(() => {
    if (state === "live") call.live(new Date(liveAt ?? Date.now()));
  }, [state, liveAt]);
  const acts: CallActs = {
    microphone: (on) => call.setMicrophone(on),
    camera: (on) => call.setCamera(on),
    screen: (on) => call.setScreen(on),
    devices: () => {
      sheet.value = "change";
    },
    hangUp: onHangUp,
    hear: () => call.hear(),
    takeBack: () => call.takeBack(),
  };
  return (
    <>
      {state === "live" && isHere && <CallPanel call={call.shown.value} acts={acts} chat={chat} />}
      {sheet.value && (
        <Checked
          why={sheet.value}
          mode={mode}
          calls={calls}
          call={call}
          skipped={skipped}
          onClose={() => {
            sheet.value = undefined;
          }}
        />
      )}
    </>
  );
}

interface CheckedProps {
  why: InterviewMode | "change";
  mode: InterviewMode;
  calls: typeof calls;
  call: calls.Call;
  skipped: CheckSkipped;
  onClose: () => void;
}

/** The device check, before the interview or in the middle of it. */
function Checked({ why, mode, calls, call, skipped, onClose }: CheckedProps) {
  const skip = useSignal(skipped.value);
  const over = useMemo(() => new AbortController(), []);
  const check = useMemo(() => new calls.Check(why === "change" ? mode : why, over.signal), []);
  useEffect(() => () => over.abort(), [over]);
  const start = (chosen: InterviewMode) => {
    void call.start(chosen, check.chosen, check.take());
    onClose();
  };
  const close = () => {
    if (why === "change") call.choose(check.chosen);
    // Who closes the check listens, and can open microphone and camera in the call.
    else call.listen(check.chosen);
    onClose();
  };
  return (
    <DeviceCheck
      why={why}
      tried={check.tried.value}
      onChoose={(kind, device) => void check.choose(kind, device)}
      onSpeakerTest={() => check.testSpeaker()}
      onRetry={() => void check.again()}
      onStart={start}
      onClose={close}
      skip={skip.value}
      onSkip={(wanted) => {
        skip.value = wanted;
        skipped.value = wanted;
      }}
    />
  );
}

const away: CallShown = {
  link: "replaced",
  weak: false,
  name: "",
  others: [],
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
