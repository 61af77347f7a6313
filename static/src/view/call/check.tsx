import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Key } from "../../i18n/texts.ts";
import type { InterviewMode } from "../../wire/protocol.gen.ts";
import { Button } from "../button.tsx";
import { Choice, Trouble } from "../field.tsx";
import { Sheet } from "../sheet.tsx";
import { useTexts } from "../texts.tsx";
import { ConnectionTest } from "../trial/offered.tsx";
import { Picture } from "./picture.tsx";

/** Why a device cannot be used. */
export type DeviceFault = "refused" | "in_use" | "absent";

/** A device that can be chosen. */
export interface Device {
  id: string;
  label: string;
}

/** The devices as they are tried. */
export interface Tried {
  asking: boolean;
  picture?: MediaStream | undefined;
  /** How loud the microphone is, 0 to 1, or not known; undefined without one. */
  level?: ReadonlySignal<number | undefined> | undefined;
  microphoneFault?: DeviceFault | undefined;
  cameraFault?: DeviceFault | undefined;
  microphones: readonly Device[];
  cameras: readonly Device[];
  /** Empty where the browser leaves the choice to the system. */
  speakers: readonly Device[];
  microphone: string;
  camera: string;
  speaker: string;
}

interface Props {
  /** `change` is in mid-call: there is nothing to begin. */
  why: InterviewMode | "change";
  withCamera: boolean;
  tried: Tried;
  onChoose: (kind: "microphone" | "camera" | "speaker", id: string) => void;
  onSpeakerTest: () => void;
  onRetry: () => void;
  /** What is wrong with a device in mid-call. */
  trouble?: Key | undefined;
  onStart?: (mode: InterviewMode) => void;
  onClose: () => void;
  /** Whether this is not shown before the next interview; undefined where that is no question. */
  skip?: boolean | undefined;
  onSkip?: (skip: boolean) => void;
  /** What begins. */
  begins?: "device.start" | "device.enter";
  /** The connection can be tested, too. In mid-call that would disturb it. */
  testsConnection?: boolean;
}

/** Looks at camera, microphone and speaker before one is seen and heard. */
export function DeviceCheck(props: Props) {
  const { t } = useTexts();
  const { why, withCamera, tried, trouble, skip, onSkip } = props;
  const changing = withCamera ? "device.change.video" : "device.change.audio";
  const heading = why === "change" ? changing : (`device.heading.${why}` as const);
  return (
    <Sheet title={t(heading)} onClose={props.onClose} actions={<Start {...props} />}>
      {tried.asking && <p>{t("device.asking")}</p>}
      {withCamera && <Preview tried={tried} />}
      {withCamera && tried.cameraFault && <Trouble words={t(`device.${tried.cameraFault}.camera`)} />}
      {tried.microphoneFault && <Trouble words={t(`device.${tried.microphoneFault}.microphone`)} />}
      {trouble && <Trouble words={t(trouble)} />}
      {(tried.cameraFault || tried.microphoneFault || trouble) && (
        <Button icon="retry" onClick={props.onRetry}>
          {t("action.retry")}
        </Button>
      )}
      {tried.level && <Level level={tried.level} />}
      <div class="speaker-test">
        <Button icon="sound" onClick={props.onSpeakerTest}>
          {t("device.speaker.test")}
        </Button>
        <p class="hint">{t("device.speaker.hint")}</p>
      </div>
      {props.testsConnection && <ConnectionTest />}
      <Chosen {...props} />
      {skip !== undefined && (
        <label class="tick">
          <input type="checkbox" checked={skip} onChange={(event) => onSkip?.(event.currentTarget.checked)} />
          <span>{t(why === "change" ? "device.skip.change" : "device.skip")}</span>
        </label>
      )}
    </Sheet>
  );
}

function Start({ why, tried, onStart, onClose, begins = "device.start" }: Props) {
  const { t } = useTexts();
  if (why === "change") {
    return (
      <Button kind="main" icon="check" onClick={onClose}>
        {t("device.done")}
      </Button>
    );
  }
  if (tried.microphoneFault && (why === "audio" || tried.cameraFault)) {
    return (
      <Button kind="main" icon="sound" onClick={() => onStart?.("audio")}>
        {t("device.start.listen")}
      </Button>
    );
  }
  const picture = why === "video" && !tried.cameraFault;
  return (
    <>
      <Button
        kind="main"
        icon={picture ? "camera" : "call"}
        disabled={tried.asking}
        onClick={() => onStart?.(picture ? "video" : "audio")}
      >
        {t(why === "video" && !picture ? "device.start.audio" : begins)}
      </Button>
      {picture && (
        <Button icon="call" disabled={tried.asking} onClick={() => onStart?.("audio")}>
          {t("device.start.audio")}
        </Button>
      )}
    </>
  );
}

function Preview({ tried }: { tried: Tried }) {
  const { t } = useTexts();
  return (
    <div class="preview">
      {tried.picture ? (
        <Picture mirrored stream={tried.picture} label={t("device.preview")} />
      ) : (
        <p>{t("device.no_preview")}</p>
      )}
    </div>
  );
}

/** How loud one is. The number is there for who cannot see the bar. */
function Level({ level }: { level: ReadonlySignal<number | undefined> }) {
  const { t } = useTexts();
  const percent = useComputed(() => Math.round((level.value ?? 0) * 100));
  return (
    <label class="level">
      <span>{t("device.level")}</span>
      <meter min={0} max={100} value={percent} />
      <span class="hint">{t("device.level.hint")}</span>
    </label>
  );
}

function Chosen({ withCamera, tried, onChoose }: Props) {
  const { t } = useTexts();
  const kinds = [
    { kind: "microphone", devices: tried.microphones, shown: true },
    { kind: "camera", devices: tried.cameras, shown: withCamera },
    { kind: "speaker", devices: tried.speakers, shown: true },
  ] as const;
  return (
    <>
      {kinds
        .filter(({ devices, shown }) => shown && devices.some(({ label }) => label))
        .map(({ kind, devices }) => (
          <Choice
            key={kind}
            label={t(`device.${kind}`)}
            value={tried[kind]}
            onValue={(id) => onChoose(kind, id)}
          >
            <option value="">{t("device.default")}</option>
            {devices.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Choice>
        ))}
    </>
  );
}
