import { type ReadonlySignal, signal } from "@preact/signals";
import type { Device, DeviceFault, Tried } from "../view/call/check.tsx";
import type { InterviewMode } from "../wire/protocol.gen.ts";
import {
  type Chosen,
  deviceFault,
  listDevices,
  openCamera,
  openMicrophone,
  rememberDevices,
  rememberedDevices,
} from "./devices.ts";
import { meter, playTestSound } from "./meter.ts";

type Kind = "microphone" | "camera";

/**
 * Tries camera, microphone and speaker before an interview. What it opens ends
 * with the signal, unless `take` hands it over.
 */
export class Check {
  readonly tried = signal<Tried>({
    asking: true,
    microphones: [],
    cameras: [],
    speakers: [],
    ...rememberedDevices(),
  });

  private readonly withCamera: boolean;
  private readonly ends: AbortSignal;
  private readonly tracks = new Map<Kind, MediaStreamTrack>();
  private taken = false;

  constructor(mode: InterviewMode, ends: AbortSignal) {
    this.withCamera = mode === "video";
    this.ends = ends;
    ends.addEventListener("abort", () => this.giveBack(), { once: true });
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.list(), { signal: ends });
    void this.again();
  }

  /** Asks for the devices, again after somebody allowed or plugged in one. */
  async again(): Promise<void> {
    const { microphoneFault: _, cameraFault: __, ...rest } = this.tried.peek();
    this.tried.value = { ...rest, asking: true };
    await this.open("microphone");
    if (this.withCamera) await this.open("camera");
    await this.list();
    this.change({ asking: false });
  }

  /** Tries another device, and remembers it. */
  async choose(kind: Kind | "speaker", id: string): Promise<void> {
    this.change({ [kind]: id });
    rememberDevices(this.chosen);
    if (kind !== "speaker") await this.open(kind);
  }

  /** Plays a sound on the chosen speaker. */
  testSpeaker(): void {
    void playTestSound(this.tried.peek().speaker);
  }

  get chosen(): Chosen {
    const { microphone, camera, speaker } = this.tried.peek();
    return { microphone, camera, speaker };
  }

  /** Hands the open tracks over: they now belong to the caller. */
  take(): MediaStreamTrack[] {
    this.taken = true;
    return [...this.tracks.values()];
  }

  private async open(kind: Kind): Promise<void> {
    this.tracks.get(kind)?.stop();
    this.tracks.delete(kind);
    // The signal of the capture is never fired: a track that is taken outlives the check.
    const late = new AbortController();
    const opener = kind === "microphone" ? openMicrophone : openCamera;
    try {
      const track = await opener(this.tried.peek()[kind], late.signal);
      if (this.ends.aborted || this.taken) return track.stop();
      this.tracks.set(kind, track);
      const id = track.getSettings().deviceId ?? "";
      if (kind === "microphone") this.change({ microphone: id, level: this.level(track) });
      else this.change({ camera: id, picture: new MediaStream([track]) });
    } catch (error) {
      if (!this.ends.aborted) this.change(fault(kind, deviceFault(error)));
    }
  }

  private level(track: MediaStreamTrack): ReadonlySignal<number> {
    return meter(track, this.ends);
  }

  private async list(): Promise<void> {
    const devices: { microphones: Device[]; cameras: Device[]; speakers: Device[] } = await listDevices();
    if (this.ends.aborted) return;
    const { speaker } = this.tried.peek();
    // The first in the list is the system's own.
    this.change({ ...devices, speaker: speaker || (devices.speakers[0]?.id ?? "") });
  }

  private change(change: Partial<Tried>): void {
    this.tried.value = { ...this.tried.peek(), ...change };
  }

  private giveBack(): void {
    if (this.taken) return;
    for (const track of this.tracks.values()) track.stop();
  }
}

function fault(kind: Kind, why: DeviceFault): Partial<Tried> {
  return kind === "microphone" ? { microphoneFault: why } : { cameraFault: why };
}
