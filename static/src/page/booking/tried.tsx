import { useEffect, useMemo } from "preact/hooks";
import { Check } from "../../call/check.ts";
import { DeviceCheck } from "../../view/call/check.tsx";
import type { InterviewMode } from "../../wire/protocol.gen.ts";
import "../../style/call.css";

/** Camera, microphone and speaker, tried ahead of the day. */
export function TriedDevices({ mode, onClose }: { mode: InterviewMode; onClose: () => void }) {
  const over = useMemo(() => new AbortController(), []);
  const check = useMemo(() => new Check(mode, over.signal), []);
  useEffect(() => () => over.abort(), [over]);
  return (
    <DeviceCheck
      why="change"
      withCamera={mode === "video"}
      testsConnection
      tried={check.tried.value}
      onChoose={(kind, device) => void check.choose(kind, device)}
      onSpeakerTest={() => check.testSpeaker()}
      onRetry={() => void check.again()}
      onClose={onClose}
    />
  );
}
