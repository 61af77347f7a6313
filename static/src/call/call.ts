import { computed, signal } from "@preact/signals";
import type { Key } from "../i18n/texts.ts";
import type { CallShown, Device, Other } from "../view/call/shown.ts";
import type { Participant, Seat, Sending, Source } from "../wire/protocol.gen.ts";
import type { Incoming, Socket } from "../wire/socket.ts";
import { keepAwake } from "./awake.ts";
import { Connection } from "./connection.ts";
import { type Chosen, deviceFault, keep, openCamera, openMicrophone } from "./devices.ts";
import { noticed, since } from "./noticed.ts";
import { listening, type Part } from "./part.ts";
import { heightsSeen, ofShown } from "./seen.ts";
import { listenForSilence } from "./silence.ts";
import { Sound } from "./sound.ts";

/** What a call needs of its page. */
export interface CallOptions {
  socket: Socket;
  /** The interview's id, or the meeting's. */
  room: string;
  /** Where what happens in the room is told. */
  stream: string;
  /** How many people and screens can be seen and heard at once. */
  seats: number;
  /** Which participant of the room is this page's person. */
  isSelf: (participant: Participant) => boolean;
  /** What the other side is called until they are there, and a participant without a name. */
  name: string;
  /** The call is over when it fires: everything is given back. */
  signal: AbortSignal;
}

/** How often the room is told what the person has noticed of the connection. */
const reportEvery = 10_000;
/** How often it is looked at how great the pictures are shown. */
const viewEvery = 1_000;
/** How long a passing word about a device stays. */
const saidFor = 8_000;

/**
 * One interview of this page. It connects while it rings; nothing is captured
 * before start. The page shows `shown` and calls the acts.
 */
export class Call {
  /** How the person wants to take part, whichever devices there are; undefined before they begin. */
  readonly part = signal<Part | undefined>(undefined);
  readonly microphone = signal<MediaStreamTrack | undefined>(undefined);
  readonly camera = signal<MediaStreamTrack | undefined>(undefined);

  private readonly options: CallOptions;
  private readonly connection: Connection;
  private readonly sound: Sound;

  private readonly participants = signal<readonly Participant[]>([]);
  private readonly seated = signal<readonly Seat[]>([]);
  private readonly speaking = signal<readonly string[]>([]);
  private readonly sending = signal<Sending>({ microphone: false, camera: false, screen: false });
  private readonly troubles = signal<Partial<Record<Device, Key>>>({});
  /** There is no microphone to open, or not for us. */
  private readonly refused = signal(false);
  private readonly since = signal<Date | undefined>(undefined);
  private readonly pinned = signal("");
  private faces: readonly string[] = [];
  private screenEnds: AbortController | undefined;
  private microphoneEnds = new AbortController();
  private cameraEnds = new AbortController();
  private awakeEnds = new AbortController();
  private chosen: Chosen = { microphone: "", camera: "", speaker: "" };
  private lostMicrophone = false;

  constructor(options: CallOptions) {
    this.options = options;
    const { socket, room, stream, seats: offered, signal: ends } = options;
    const sending = () => this.sending.peek();
    this.connection = new Connection({ socket, room, signal: ends, seats: offered, sending });
    this.sound = new Sound(offered, ends);
    socket.watch(stream, (incoming) => this.take(incoming), ends);
    const unsubscribe = this.connection.seats.subscribe((seats) => this.sound.set(seats));
    const unfollow = this.connection.link.subscribe((link) => link === "replaced" && this.giveBack());
    const timer = setInterval(() => void this.report(), reportEvery);
    const viewTimer = setInterval(() => this.view(), viewEvery);
    document.addEventListener("visibilitychange", () => this.view(), { signal: ends });
    navigator.mediaDevices?.addEventListener("devicechange", () => this.devicesChanged(), { signal: ends });
    ends.addEventListener(
      "abort",
      () => {
        unsubscribe();
        unfollow();
        clearInterval(timer);
        clearInterval(viewTimer);
        this.giveBack();
      },
      { once: true },
    );
  }

  /** The call as its panel shows it. */
  readonly shown = computed<CallShown>(() => ({
    link: this.connection.link.value,
    weak: this.self.value?.network === "weak",
    name: this.options.name,
    since: this.since.value,
    others: this.others.value,
    speaks: this.speaking.value.includes(this.self.value?.id ?? ""),
    microphone: this.microphoneShown.value,
    camera: this.sending.value.camera,
    screen: canShare ? this.sending.value.screen : undefined,
    ownPicture: this.ownPicture.value,
    pinned: this.pinned.value,
    unheard: this.sound.blocked.value,
    trouble: this.troubleShown.value,
  }));

  private readonly troubleShown = computed<CallShown["trouble"]>(() => {
    for (const device of ["microphone", "camera", "screen"] as const) {
      const words = this.troubles.value[device];
      if (words) return { device, words };
    }
    return undefined;
  });

  private readonly microphoneShown = computed<CallShown["microphone"]>(() => {
    if (this.sending.value.microphone) return "on";
    return this.microphone.value || !this.refused.value ? "muted" : "none";
  });

  private readonly ownPicture = computed(() => {
    const track = this.camera.value;
    return track && new MediaStream([track]);
  });

  private readonly self = computed(() => this.participants.value.find(this.options.isSelf));

  private readonly others = computed<readonly Other[]>(() => {
    const streams = this.connection.seats.value;
    const seated = this.seated.value;
    const videoOf = (id: string, screen: boolean) => {
      const seat = seated.findIndex((each) => each.participant === id && Boolean(each.screen) === screen);
      return seat < 0 ? undefined : streams[seat]?.video;
    };
    const self = this.self.value;
    const own = this.sending.value;
    const isPaused = (at: Participant | undefined, of: Participant | undefined, screen = false) =>
      Boolean(at?.paused?.some((each) => each.participant === of?.id && Boolean(each.screen) === screen));
    return this.participants.value
      .filter((each) => each !== self)
      .map((other) => ({
        id: other.id,
        name: other.name || this.options.name,
        connected: other.connected,
        weak: other.network === "weak",
        speaks: other.connected && this.speaking.value.includes(other.id),
        paused: other.sending.camera && isPaused(self, other),
        unseeing: own.camera && isPaused(other, self),
        screenPaused: other.sending.screen && isPaused(self, other, true),
        screenUnseen: own.screen && isPaused(other, self, true),
        microphone: other.sending.microphone,
        camera: other.sending.camera,
        picture: other.sending.camera ? videoOf(other.id, false) : undefined,
        screen: other.sending.screen ? videoOf(other.id, true) : undefined,
      }));
  });

  /** Says what is seen. While the page turns, whoever comes onto it may get any seat. */
  private view(turns = false): void {
    const seen = heightsSeen(this.connection.seats.peek());
    const heights = turns ? seen : ofShown(seen, this.seated.peek(), this.faces);
    // Who is pinned needs no seat while the person looks at others.
    const pinned = this.pinned.peek();
    const first = this.faces.length === 0 || this.faces.includes(pinned) ? pinned : "";
    void this.connection.view(heights, first, this.faces);
  }

  /** Whom the page shows where it cannot show all; none where it can. */
  show(faces: readonly string[]): void {
    this.faces = faces;
    this.view(true);
  }

  /** Whom the person would see before all others; "" for nobody. */
  pin(id: string): void {
    this.pinned.value = id;
    this.view();
  }

  /** Says since when the interview is live. */
  live(since: Date): void {
    this.since.value = since;
  }

  /**
   * Begins to take part. Of the tracks that the device check opened those that are wanted
   * now belong to the call; the others are given back. Who only listens can open a device later.
   */
  async start(part: Part, chosen: Chosen, opened: readonly MediaStreamTrack[] = []): Promise<void> {
    // Often it is a touch that begins: what is played now, a phone lets play on.
    this.sound.play();
    const find = (kind: string, isWanted: boolean) =>
      opened.find((each) => isWanted && each.kind === kind && each.readyState === "live");
    const isFirst = !this.part.peek();
    const voice = find("audio", isFirst && part.microphone);
    const picture = find("video", isFirst && part.camera);
    for (const track of opened) if (track !== voice && track !== picture) track.stop();
    if (!isFirst) return;
    this.part.value = part;
    this.chosen = chosen;
    this.sound.choose(chosen.speaker);
    keepAwake(this.fresh("awakeEnds").signal);
    await Promise.all([
      part.microphone && this.openMicrophone(voice),
      part.camera && this.openCamera(picture),
    ]);
    // Safari plays without a touch for who captures.
    this.sound.play();
  }

  /** The door of the meeting was opened. */
  letIn(): void {
    this.connection.letIn();
  }

  /** Opens or mutes the microphone. The device stays open while muted, so that speaking again is at once. */
  setMicrophone(on: boolean): void {
    this.wants({ microphone: on });
    const track = this.microphone.peek();
    if (!track) {
      if (on) void this.openMicrophone();
      else this.trouble("microphone");
      return;
    }
    if (!on) this.trouble("microphone");
    track.enabled = on;
    this.say({ microphone: on });
    // Silence need not be sent.
    void this.connection.send("microphone", on ? track : undefined);
  }

  /** Opens the camera, or gives it back: its light goes out. */
  setCamera(on: boolean): void {
    this.wants({ camera: on });
    if (on) void this.openCamera();
    else void this.closeCamera();
  }

  /** Shares a screen, or stops. The browser asks which; to refuse is no trouble. */
  setScreen(on: boolean): void {
    this.trouble("screen");
    if (on) void this.share();
    else this.screenEnds?.abort();
  }

  /** What is used, or was asked for. */
  get devices(): Chosen {
    return this.chosen;
  }

  /** Uses other devices from now on. What is closed stays closed. */
  choose(chosen: Chosen): void {
    const before = this.chosen;
    const { microphone, camera } = this.troubles.peek();
    this.chosen = chosen;
    this.sound.choose(chosen.speaker);
    const isOther = (device: keyof Chosen) => chosen[device] !== before[device];
    if (isOther("microphone") && (this.microphone.peek() || microphone)) void this.openMicrophone();
    if (isOther("camera") && (this.camera.peek() || camera)) this.setCamera(true);
  }

  /** Opens anew what is in trouble. */
  again(): void {
    const { microphone, camera } = this.troubles.peek();
    if (microphone) void this.openMicrophone();
    if (camera) this.setCamera(true);
  }

  /** Starts the sound; called by a touch. */
  hear(): void {
    this.sound.play();
  }

  /** The person takes part here: another tab that only connected while it rang gives way. */
  claim(): void {
    if (this.connection.link.peek() === "replaced") this.connection.takeBack();
  }

  /** Takes the interview back from the other device. */
  takeBack(): void {
    this.connection.takeBack();
    const part = this.part.peek();
    if (!part) return;
    keepAwake(this.fresh("awakeEnds").signal);
    if (part.microphone) void this.openMicrophone();
    if (part.camera) void this.openCamera();
  }

  /** Camera, microphone and screen are nobody's who is not in the call. */
  private giveBack(): void {
    this.screenEnds?.abort();
    this.awakeEnds.abort();
    this.microphoneEnds.abort();
    this.cameraEnds.abort();
    this.microphone.value = undefined;
    this.camera.value = undefined;
    this.sending.value = { microphone: false, camera: false, screen: false };
    for (const source of ["microphone", "camera"] as const) void this.connection.send(source, undefined);
  }

  private take(incoming: Incoming): void {
    switch (incoming.type) {
      case "room":
        if (incoming.data.room === this.options.room) this.participants.value = incoming.data.participants;
        break;
      case "room.seats":
        if (incoming.data.room !== this.options.room) break;
        this.seated.value = incoming.data.seats;
        this.view();
        break;
      case "room.speaking":
        if (incoming.data.room === this.options.room) this.speaking.value = incoming.data.participants;
        break;
      case "room.wanted":
        if (incoming.data.room === this.options.room) this.connection.wanted(incoming.data);
        break;
      case "room.replaced":
        if (incoming.data.room === this.options.room) this.connection.replaced(incoming.data.generation);
        break;
      default: // what concerns the chat goes to the page
    }
  }

  private say(change: Partial<Sending>): void {
    this.sending.value = { ...this.sending.peek(), ...change };
    void this.connection.say();
  }

  private async openMicrophone(opened?: MediaStreamTrack): Promise<void> {
    const ends = this.fresh("microphoneEnds");
    try {
      const track = opened ?? (await openMicrophone(this.chosen.microphone, ends.signal));
      if (opened) keep(new MediaStream([opened]), ends.signal);
      track.addEventListener("ended", () => void this.microphoneLost(), { signal: ends.signal });
      track.enabled = this.isHeard;
      this.microphone.value = track;
      this.lostMicrophone = false;
      this.refused.value = false;
      this.trouble("microphone");
      listenForSilence(track, ends.signal, (is) => this.silent(is));
      await this.connection.send("microphone", this.isHeard ? track : undefined);
      if (!ends.signal.aborted) this.say({ microphone: this.isHeard });
    } catch (error) {
      if (!ends.signal.aborted) this.without("microphone", error);
    }
  }

  private async openCamera(opened?: MediaStreamTrack): Promise<void> {
    const ends = this.fresh("cameraEnds");
    try {
      const track = opened ?? (await openCamera(this.chosen.camera, ends.signal));
      if (opened) keep(new MediaStream([opened]), ends.signal);
      const lost = () => {
        void this.closeCamera();
        this.trouble("camera", "device.lost.camera");
      };
      track.addEventListener("ended", lost, { signal: ends.signal });
      this.camera.value = track;
      this.trouble("camera");
      await this.connection.send("camera", track);
      if (ends.signal.aborted) return;
      this.say({ camera: true });
      // A phone takes the camera away while the page is in the background, and gives it back. To the
      // room it is then switched on anew, and so it is sent anew.
      const seen = () => {
        void this.connection.send("camera", track.muted ? undefined : track);
        this.say({ camera: !track.muted });
      };
      track.addEventListener("mute", seen, { signal: ends.signal });
      track.addEventListener("unmute", seen, { signal: ends.signal });
    } catch (error) {
      if (!ends.signal.aborted) this.without("camera", error);
    }
  }

  private async closeCamera(): Promise<void> {
    this.cameraEnds.abort();
    this.camera.value = undefined;
    this.wants({ camera: false });
    this.trouble("camera");
    this.say({ camera: false });
    await this.connection.send("camera", undefined);
  }

  /** The call goes on with what there is. */
  private without(device: "microphone" | "camera", error: unknown): void {
    if (device === "camera") {
      void this.closeCamera();
    } else {
      this.microphone.value = undefined;
      this.refused.value = true;
      this.say({ microphone: false });
      void this.connection.send("microphone", undefined);
    }
    this.trouble(device, `device.${deviceFault(error)}.${device}`);
  }

  /** The microphone went (a headset was pulled out): the system's own takes its place. */
  private async microphoneLost(): Promise<void> {
    this.chosen = { ...this.chosen, microphone: "" };
    await this.openMicrophone();
    if (!this.microphone.peek()) {
      this.lostMicrophone = true;
      this.trouble("microphone", "device.lost.microphone");
      return;
    }
    this.trouble("microphone", "device.replaced.microphone");
    const timer = setTimeout(() => {
      if (this.troubles.peek().microphone === "device.replaced.microphone") this.trouble("microphone");
    }, saidFor);
    this.options.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  }

  private devicesChanged(): void {
    if (this.lostMicrophone && this.connection.link.peek() !== "replaced") void this.openMicrophone();
  }

  private get isHeard(): boolean {
    return this.part.peek()?.microphone === true;
  }

  private wants(change: Partial<Part>): void {
    this.part.value = { ...(this.part.peek() ?? listening), ...change };
  }

  /** Says what is wrong with a device; without words, that it is well or not used. */
  private trouble(device: Device, words?: Key): void {
    const { [device]: _, ...others } = this.troubles.peek();
    this.troubles.value = words ? { ...others, [device]: words } : others;
  }

  private async share(): Promise<void> {
    this.screenEnds?.abort();
    const ends = new AbortController();
    this.screenEnds = ends;
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: true });
      const tracks = keep(stream, ends.signal);
      const sources: [Source, MediaStreamTrack | undefined][] = [
        ["screen", tracks.find((each) => each.kind === "video")],
        ["screenSound", tracks.find((each) => each.kind === "audio")],
      ];
      const stopped = () => {
        this.say({ screen: false });
        for (const [source] of sources) void this.connection.send(source, undefined);
      };
      ends.signal.addEventListener("abort", stopped, { once: true });
      for (const [source, track] of sources) {
        // The browser's own bar, or the shared window that is closed.
        track?.addEventListener("ended", () => ends.abort(), { signal: ends.signal });
        if (track && source === "screen") track.contentHint = "detail";
        await this.connection.send(source, track);
      }
      if (!ends.signal.aborted) this.say({ screen: true });
    } catch (error) {
      if (ends.signal.aborted) return;
      ends.abort();
      if (!saidNo(error)) this.trouble("screen", "call.screen.failed");
    }
  }

  private silent(is: boolean): void {
    const said = this.troubles.peek().microphone;
    if (is && !said) this.trouble("microphone", "call.silent");
    else if (!is && said === "call.silent") this.trouble("microphone");
  }

  private reported = noticed([]);

  private async report(): Promise<void> {
    const statistics = await this.connection.statistics();
    if (!statistics) return;
    const now = noticed(statistics.values());
    if (await this.connection.report(since(this.reported, now))) this.reported = now;
  }

  /** Gives back what a device held, for what takes its place. */
  private fresh(which: "microphoneEnds" | "cameraEnds" | "awakeEnds"): AbortController {
    this[which].abort();
    this[which] = new AbortController();
    if (this.options.signal.aborted) this[which].abort();
    return this[which];
  }
}

/** Whether the person wanted to share nothing after all. A system that forbids it asks nobody. */
function saidNo(error: unknown): boolean {
  return error instanceof Error && error.name === "NotAllowedError" && !/system/i.test(error.message);
}

const canShare = typeof navigator !== "undefined" && Boolean(navigator.mediaDevices?.getDisplayMedia);
