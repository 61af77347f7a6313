import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Tried } from "../view/call/check.tsx";
import type { Call } from "./call.ts";
import { type Chosen, keep, listDevices, rememberDevices } from "./devices.ts";
import { meter, playTestSound } from "./meter.ts";

/**
 * Changes the devices in the middle of a call. What is chosen is used at once, and nothing is
 * opened a second time to look at it: phones give a device to one capture only.
 */
export class Change {
  private readonly call: Call;
  private readonly chosen: Signal<Chosen>;
  private readonly level = signal<Tried["level"]>(undefined);
  private readonly listed = signal<Pick<Tried, "microphones" | "cameras" | "speakers">>({
    microphones: [],
    cameras: [],
    speakers: [],
  });

  readonly tried: ReadonlySignal<Tried> = computed(() => {
    const { microphone, camera } = this.call;
    const idOf = (track: MediaStreamTrack | undefined) => track?.getSettings().deviceId;
    return {
      ...this.listed.value,
      asking: false,
      level: this.level.value,
      picture: this.call.shown.value.ownPicture,
      microphone: idOf(microphone.value) ?? this.chosen.value.microphone,
      camera: idOf(camera.value) ?? this.chosen.value.camera,
      speaker: this.chosen.value.speaker || (this.listed.value.speakers[0]?.id ?? ""),
    };
  });

  constructor(call: Call, ends: AbortSignal) {
    this.call = call;
    this.chosen = signal(call.devices);
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.list(ends), { signal: ends });
    const stop = effect(() => this.listen(call.microphone.value));
    ends.addEventListener("abort", stop, { once: true });
    void this.list(ends);
  }

  /** Uses another device from now on, and remembers it. */
  choose(kind: keyof Chosen, id: string): void {
    this.chosen.value = { ...this.chosen.peek(), [kind]: id };
    rememberDevices(this.chosen.peek());
    // Of the others the call may have had to take another one than was chosen.
    this.call.choose({ ...this.call.devices, [kind]: id });
  }

  /** Plays a sound on the chosen speaker. */
  testSpeaker(): void {
    void playTestSound(this.tried.peek().speaker);
  }

  /** Shows how loud the microphone is, also while nobody is sent it. */
  private listen(track: MediaStreamTrack | undefined): () => void {
    const over = new AbortController();
    if (track) {
      const [heard] = keep(new MediaStream([track.clone()]), over.signal) as [MediaStreamTrack];
      heard.enabled = true;
      this.level.value = meter(heard, over.signal);
    } else {
      this.level.value = undefined;
    }
    return () => over.abort();
  }

  private async list(ends: AbortSignal): Promise<void> {
    const devices = await listDevices();
    if (!ends.aborted) this.listed.value = devices;
  }
}
