import { vi } from "vitest";

// What a browser has of devices, as tests hold it in their hand.

/** A captured track, which knows whether it was stopped. */
export class FakeTrack extends EventTarget {
  readonly kind: string;
  readonly id: string;
  readyState: MediaStreamTrackState = "live";
  enabled = true;
  muted = false;

  constructor(kind: string, id: string) {
    super();
    this.kind = kind;
    this.id = id;
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** The system takes the device away, or gives it back. */
  interrupt(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? "mute" : "unmute"));
  }

  clone(): FakeTrack {
    return new FakeTrack(this.kind, this.id);
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.id };
  }
}

class FakeStream {
  private readonly tracks: readonly FakeTrack[];

  constructor(tracks: readonly FakeTrack[] = []) {
    this.tracks = tracks;
  }

  getTracks(): readonly FakeTrack[] {
    return this.tracks;
  }
}

class FakeAudio {
  srcObject: unknown = null;
  play = vi.fn(async () => undefined);
  pause = vi.fn();
}

/** The devices of a test. */
export class FakeMedia {
  /** All that was opened, the newest last. */
  readonly opened: FakeTrack[] = [];
  readonly players: FakeAudio[] = [];
  /** What the microphones give: a sample, and whether sound runs at all. */
  sample = 0.1;
  state: AudioContextState = "running";
  /** How many contexts are open. */
  contexts = 0;
  /** Why the next captures of that kind fail. */
  readonly faults = new Map<string, string>();
  /** Captures wait for this. */
  gate: Promise<void> = Promise.resolve();
  readonly locks = { held: 0 };

  /** Puts them into the browser, until vi.unstubAllGlobals. */
  install(): void {
    const media = this;
    vi.stubGlobal("MediaStream", FakeStream);
    vi.stubGlobal(
      "Audio",
      class extends FakeAudio {
        constructor() {
          super();
          media.players.push(this);
        }
      },
    );
    vi.stubGlobal(
      "AudioContext",
      class {
        constructor() {
          media.contexts++;
        }
        get state() {
          return media.state;
        }
        createAnalyser = () => ({
          fftSize: 0,
          getFloatTimeDomainData: (samples: Float32Array) => samples.fill(media.sample),
        });
        createMediaStreamSource = () => ({ connect: () => undefined });
        resume = async () => undefined;
        close = async () => void media.contexts--;
      },
    );
    const devices = Object.assign(new EventTarget(), {
      getUserMedia: (wanted: MediaStreamConstraints) => this.capture(wanted),
      enumerateDevices: async () => [],
    });
    Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: devices });
    const request = async () => {
      this.locks.held++;
      return { release: async () => void this.locks.held-- };
    };
    Object.defineProperty(navigator, "wakeLock", { configurable: true, value: { request } });
  }

  /** The tracks of a kind that are still open. */
  live(kind: string): FakeTrack[] {
    return this.opened.filter((each) => each.kind === kind && each.readyState === "live");
  }

  track(kind: string, id = ""): FakeTrack {
    const track = new FakeTrack(kind, id);
    this.opened.push(track);
    return track;
  }

  private async capture(wanted: MediaStreamConstraints): Promise<FakeStream> {
    const kind = wanted.audio ? "audio" : "video";
    await this.gate;
    const fault = this.faults.get(kind);
    if (fault) throw new DOMException("a test", fault);
    const { deviceId } = (wanted.audio || wanted.video) as MediaTrackConstraints;
    const id = (deviceId as { ideal?: string } | undefined)?.ideal ?? "system";
    return new FakeStream([this.track(kind, id)]);
  }
}
