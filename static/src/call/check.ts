import { signal } from "@preact/signals";
import type { Device, DeviceFault, Tried } from "../view/call/check.tsx";
import { anyOf } from "../wire/anyof.ts";
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
  /** What was opened last of each kind; it ends when another one is chosen. */
  private readonly turns = new Map<Kind, AbortController>();
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
    this.change({ asking: true });
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
    if (this.taken || this.ends.aborted) return;
    this.turns.get(kind)?.abort();
    this.tracks.delete(kind);
    this.change(cleared[kind]);
    // A track that is taken outlives the check: its turn never ends.
    const turn = new AbortController();
    this.turns.set(kind, turn);
    const opener = kind === "microphone" ? openMicrophone : openCamera;
    try {
      const track = await opener(this.tried.peek()[kind], turn.signal);
      if (this.taken) return track.stop();
      this.tracks.set(kind, track);
      const id = track.getSettings().deviceId ?? "";
      if (kind === "camera") this.change({ camera: id, picture: new MediaStream([track]) });
      else this.change({ microphone: id, level: meter(track, anyOf(turn.signal, this.ends)) });
    } catch (error) {
      if (!turn.signal.aborted) this.change(fault(kind, deviceFault(error)));
    }
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
    for (const turn of this.turns.values()) turn.abort();
  }
}

const cleared: Record<Kind, Partial<Tried>> = {
  microphone: { microphoneFault: undefined, level: undefined },
  camera: { cameraFault: undefined, picture: undefined },
};

function fault(kind: Kind, why: DeviceFault): Partial<Tried> {
  return kind === "microphone" ? { microphoneFault: why } : { cameraFault: why };
}
