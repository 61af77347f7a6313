import type { DeviceFault } from "../view/call/check.tsx";

/** What the person chose, by kind; empty for the system's own. */
export interface Chosen {
  microphone: string;
  camera: string;
  speaker: string;
}

/** Where choices are remembered on this device. */
const key = "miti.devices";

/** The devices that were chosen last time. */
export function rememberedDevices(): Chosen {
  const none: Chosen = { microphone: "", camera: "", speaker: "" };
  try {
    return { ...none, ...JSON.parse(localStorage.getItem(key) ?? "{}") };
  } catch {
    return none; // storage is blocked, or holds something else
  }
}

/** Remembers a choice, where the browser lets us. */
export function rememberDevices(chosen: Chosen): void {
  try {
    localStorage.setItem(key, JSON.stringify(chosen));
  } catch {
    // Then it is asked again next time.
  }
}

/** Why a capture failed, for a sentence (W3C Media Capture and Streams, section 10.2.1). */
export function deviceFault(error: unknown): DeviceFault {
  switch (error instanceof Error ? error.name : "") {
    case "NotFoundError":
    case "OverconstrainedError":
      return "absent";
    case "NotReadableError":
    case "AbortError":
      return "in_use";
    default: // NotAllowedError, SecurityError, and a page that may not capture at all
      return "refused";
  }
}

const picture = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const voice = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** Opens a microphone; a chosen one that has gone is replaced by the system's own. */
export function openMicrophone(id: string, signal: AbortSignal): Promise<MediaStreamTrack> {
  return open({ audio: { ...voice, ...ideal(id) } }, signal);
}

/** Opens a camera; a chosen one that has gone is replaced by the system's own. */
export function openCamera(id: string, signal: AbortSignal): Promise<MediaStreamTrack> {
  return open({ video: { ...picture, ...ideal(id) } }, signal);
}

const ideal = (id: string) => (id ? { deviceId: { ideal: id } } : {});

async function open(wanted: MediaStreamConstraints, signal: AbortSignal): Promise<MediaStreamTrack> {
  signal.throwIfAborted();
  if (!navigator.mediaDevices) throw new DOMException("no devices in this page", "NotAllowedError");
  const stream = await navigator.mediaDevices.getUserMedia(wanted);
  return keep(stream, signal)[0] as MediaStreamTrack;
}

/** The tracks of a capture that end with the signal; at once when it came too late. */
export function keep(stream: MediaStream, signal: AbortSignal): MediaStreamTrack[] {
  const tracks = stream.getTracks();
  const stop = () => {
    for (const track of tracks) track.stop();
  };
  if (signal.aborted) {
    stop();
    throw signal.reason;
  }
  signal.addEventListener("abort", stop, { once: true });
  return tracks;
}

/** The devices that can be chosen. Their labels are empty until one was allowed. */
export async function listDevices() {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const of = (kind: MediaDeviceKind) =>
    all.filter((each) => each.kind === kind).map(({ deviceId: id, label }) => ({ id, label }));
  const canChooseSpeaker = "setSinkId" in HTMLMediaElement.prototype;
  return {
    microphones: of("audioinput"),
    cameras: of("videoinput"),
    speakers: canChooseSpeaker ? of("audiooutput") : [],
  };
}
