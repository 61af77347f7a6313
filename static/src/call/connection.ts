import { signal } from "@preact/signals";
import { Fault } from "../wire/fault.ts";
import type { RoomAnswer, SeatMids, Sending, Source, WantedEvent } from "../wire/protocol.gen.ts";
import type { Socket } from "../wire/socket.ts";
import { backoff, wait } from "../wire/wait.ts";
import { codecFor } from "./codec.ts";
import { Cushion, keepBack } from "./cushion.ts";
import { direct, nextStep } from "./ladder.ts";
import type { Noticed } from "./noticed.ts";

/** How this page is connected to its room. */
export type Link = "connecting" | "connected" | "reconnecting" | "replaced" | "failed";

/** What arrives on a seat. The streams stay the same while the connection lives. */
export interface SeatStreams {
  audio: MediaStream;
  video: MediaStream;
}

/** The seats that an interview offers: the other person, their screen, and a third. */
export const seatsOfInterview = 3;

/** The sources in the order of their m-lines. */
const sources: readonly [Source, "audio" | "video"][] = [
  ["microphone", "audio"],
  ["camera", "video"],
  ["screen", "video"],
  ["screenSound", "audio"],
];

/**
 * What a picture may take; sound comes first whatever it takes. A camera is sent in
 * up to three sizes, the smallest first, and each receiver is given the one that its
 * path carries. A screen has to be read: one size.
 */
const encodings: Partial<Record<Source, RTCRtpEncodingParameters[]>> = {
  camera: [
    { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
    { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 400_000 },
    { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 1_200_000 },
  ],
  screen: [{ maxBitrate: 2_000_000 }],
};

/**
 * By how much each size of a camera's picture is smaller. Browsers leave the upper sizes of a
 * small picture out (960 × 540 for three of them, 480 × 270 for two): then the lower ones are greater.
 */
function scalesOf(track: MediaStreamTrack | null): readonly number[] {
  const { width = 1280, height = 720 } = track?.getSettings() ?? {};
  if (width * height >= 960 * 540) return [4, 2, 1];
  return width * height >= 480 * 270 ? [2, 1] : [1];
}

/** One stream of a picture, and its codec where that is not the first of the answer. */
type Encoding = RTCRtpEncodingParameters & { codec?: RTCRtpCodec };

const lookEvery = 500;
const cushionEvery = 2_000;
/** While the call is cut, its socket waits no longer than this between two tries. */
const socketPause = 2_500;

interface Options {
  socket: Socket;
  room: string;
  signal: AbortSignal;
  /** How many people and screens can be seen and heard at once. */
  seats: number;
  /** What is sent at this moment. */
  sending: () => Sending;
}

/** One RTCPeerConnection with its fixed m-lines. It is replaced as a whole, never patched. */
class Peer {
  readonly pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" });
  readonly senders = new Map<Source, RTCRtpTransceiver>();
  private readonly received: { audio: RTCRtpReceiver; video: RTCRtpReceiver; cushion: Cushion }[] = [];
  /** The last change of what each picture is sent in. */
  private readonly changes = new Map<Source, Promise<void>>();
  /** The streams of each picture that were wanted last. */
  private readonly wanted = new Map<Source, readonly number[]>();
  wasConnected = false;
  restarted = false;
  /** Whether the last answer granted a relay. */
  canRelay = false;
  offeredAt = performance.now();
  stateAt = performance.now();

  constructor(seats: number) {
    for (const [source, kind] of sources) {
      const sendEncodings = encodings[source];
      const init: RTCRtpTransceiverInit = { direction: "sendonly", ...(sendEncodings && { sendEncodings }) };
      this.senders.set(source, this.pc.addTransceiver(kind, init));
    }
    for (let seat = 0; seat < seats; seat++) {
      const [audio, video] = (["audio", "video"] as const).map(
        (kind) => this.pc.addTransceiver(kind, { direction: "recvonly" }).receiver,
      ) as [RTCRtpReceiver, RTCRtpReceiver];
      this.received.push({ audio, video, cushion: new Cushion() });
    }
  }

  /** Gives each seat the time that the repair of its path takes. */
  cushion(): void {
    for (const { cushion, audio, video } of this.received) void keepBack(cushion, audio, video);
  }

  /**
   * Sends a track from now on, or nothing. What is switched on anew is sent whole until the room says
   * otherwise; another camera in place of one that is on is nothing new to the room.
   */
  async show(source: Source, track: MediaStreamTrack | undefined, isAnew: boolean): Promise<void> {
    await this.senders.get(source)?.sender.replaceTrack(track ?? null);
    const streams = encodings[source];
    if (!track || !streams) return;
    const wanted = isAnew ? undefined : this.wanted.get(source);
    void this.sends(source, wanted ?? [...streams.keys()]);
  }

  /**
   * Sends these streams of a picture from now on, the smallest being 0, in the best of the
   * codecs that all who watch decode. Without those the codec stays as it is.
   */
  sends(source: Source, streams: readonly number[], decoded?: readonly string[]): Promise<void> {
    this.wanted.set(source, streams);
    // A change that begins while another one is under way may be refused.
    const before = this.changes.get(source) ?? Promise.resolve();
    const change = before.then(() => this.change(source, streams, decoded));
    this.changes.set(source, change);
    return change;
  }

  private async change(
    source: Source,
    streams: readonly number[],
    decoded?: readonly string[],
  ): Promise<void> {
    const sender = this.senders.get(source)?.sender;
    const parameters = sender?.getParameters();
    if (!sender || !parameters?.encodings?.length) return;
    const encodings: Encoding[] = parameters.encodings;
    const picture = source === "screen" ? source : "camera";
    const codec = decoded ? codecFor(picture, decoded, parameters.codecs ?? []) : encodings[0]?.codec;
    const scales = source === "camera" ? scalesOf(sender.track) : [1];
    const isSent = (index: number) => streams.includes(index) && index < scales.length;
    const isSo = ({ active, codec: now, scaleResolutionDownBy = 1 }: Encoding, index: number) =>
      active === isSent(index) &&
      now?.mimeType === codec?.mimeType &&
      scaleResolutionDownBy === (scales[index] ?? 1);
    if (encodings.every(isSo)) return;
    for (const [index, encoding] of encodings.entries()) {
      encoding.active = isSent(index);
      encoding.scaleResolutionDownBy = scales[index] ?? 1;
      if (codec)
        encoding.codec = codec; // browsers that do not know it leave it
      else delete encoding.codec;
    }
    // Refused after the end.
    await sender.setParameters(parameters).catch(() => undefined);
  }

  /** Which m-line sends what. */
  mids(): Record<string, Source> {
    return Object.fromEntries([...this.senders].map(([source, { mid }]) => [mid ?? "", source]));
  }

  seats(mids: readonly SeatMids[]): SeatStreams[] {
    const streamOf = (mid: string | undefined) => {
      const transceiver = this.pc.getTransceivers().find((each) => each.mid === mid);
      return new MediaStream(transceiver ? [transceiver.receiver.track] : []);
    };
    return mids.map(({ audio, video }) => ({ audio: streamOf(audio), video: streamOf(video) }));
  }

  close(): void {
    this.pc.onconnectionstatechange = null;
    this.pc.close();
  }
}

/**
 * The media path of a page to its room. It connects at once, with nothing to
 * send, and stays connected until the signal fires: by a restart of ICE, else by
 * a new peer connection.
 */
export class Connection {
  readonly link = signal<Link>("connecting");
  readonly seats = signal<readonly SeatStreams[]>([]);

  private readonly options: Options;
  private readonly tracks = new Map<Source, MediaStreamTrack>();
  private peer: Peer | undefined;
  private offering: Promise<void> | undefined;
  private failures = 0;
  private notBefore = 0;
  private socketTriedAt = 0;
  private wasOpen = true;
  private generation = 0;
  private viewed = "";

  constructor(options: Options) {
    this.options = options;
    const { signal: ends, socket } = options;
    if (ends.aborted) return;
    const timer = setInterval(() => this.look(), lookEvery);
    const cushions = setInterval(() => this.peer?.cushion(), cushionEvery);
    const unsubscribe = socket.status.subscribe(({ is }) => this.socketIs(is === "open"));
    ends.addEventListener(
      "abort",
      () => {
        clearInterval(timer);
        clearInterval(cushions);
        unsubscribe();
        this.leave();
      },
      { once: true },
    );
    this.renew();
  }

  /** The statistics of the connection that is there. */
  statistics(): Promise<RTCStatsReport | undefined> {
    return this.peer?.pc.getStats() ?? Promise.resolve(undefined);
  }

  /** The room has a use for these streams of our pictures; for the others nothing is spent. */
  wanted({ generation, camera, screen, cameraCodecs, screenCodecs }: WantedEvent): void {
    if (generation !== this.generation) return;
    void this.peer?.sends("camera", camera, cameraCodecs);
    void this.peer?.sends("screen", screen, screenCodecs);
  }

  /** Says how high the picture of each seat is shown, whom before all others, and which faces of many. */
  async view(heights: readonly number[], pinned: string, shown: readonly string[]): Promise<void> {
    const { socket, room, signal: ends } = this.options;
    const said = JSON.stringify([this.generation, heights, pinned, shown]);
    if (this.generation === 0 || said === this.viewed || this.link.peek() !== "connected") return;
    this.viewed = said;
    try {
      const view = { room, generation: this.generation, heights: [...heights], pinned, shown: [...shown] };
      await socket.request("room.view", view, ends);
    } catch {
      this.viewed = ""; // it is said again with the next look
    }
  }

  /** Tells the room what the person has noticed; reports whether it was told. */
  async report(what: Noticed): Promise<boolean> {
    const { socket, room, signal: ends } = this.options;
    if (this.link.peek() !== "connected") return false;
    try {
      await socket.request("room.report", { room, generation: this.generation, ...what }, ends);
      return true;
    } catch {
      return false; // it is told with the next report
    }
  }

  /** Sends a track from now on, or nothing. No SDP changes. */
  async send(source: Source, track: MediaStreamTrack | undefined): Promise<void> {
    const isAnew = !this.tracks.has(source);
    if (track) this.tracks.set(source, track);
    else this.tracks.delete(source);
    await this.peer?.show(source, track, isAnew);
  }

  /** Says what is sent. The answer brings who sits where, too. */
  async say(): Promise<void> {
    const { socket, room, sending, signal: ends } = this.options;
    if (this.generation === 0 || this.offering || this.link.peek() === "replaced") return;
    try {
      await socket.request("room.state", { room, generation: this.generation, sending: sending() }, ends);
    } catch (error) {
      if (ends.aborted) return;
      if (error instanceof Fault && error.code === "replaced") this.replaced();
      else if (error instanceof Fault && error.code === "not_found") this.renew();
      else if (error instanceof Fault && error.code === "unavailable") {
        // The room is somewhere, and goes on: it is told when it can be asked.
        void wait((error.retrySeconds ?? 1) * 1_000, ends).then(() => this.say());
      }
      // Otherwise the socket is gone: what it says when it is back covers this.
    }
  }

  /** The room said that somebody newer has our place. */
  replaced(generation = this.generation): void {
    if (generation < this.generation) return;
    this.link.value = "replaced";
    this.drop();
  }

  /** Takes the place back, as the newest. */
  takeBack(): void {
    this.generation = 0;
    this.link.value = "connecting";
    this.renew();
  }

  /** The door was opened: who did not get through without the relay is granted it now. */
  letIn(): void {
    if (this.link.peek() === "connected" || this.link.peek() === "replaced") return;
    if (this.peer && performance.now() - this.peer.offeredAt < direct) return;
    this.failures = 0;
    this.link.value = "connecting";
    this.renew();
  }

  private socketIs(open: boolean): void {
    if (open && !this.wasOpen) void this.say();
    this.wasOpen = open;
  }

  /** Looks at how things are, and goes on as the ladder says. */
  private look(): void {
    const now = performance.now();
    if (this.link.peek() === "replaced" || this.offering) return;
    if (!this.peer) {
      if (now >= this.notBefore) this.renew();
      return;
    }
    const { pc, stateAt, offeredAt, restarted, wasConnected, canRelay } = this.peer;
    const step = nextStep({
      state: pc.connectionState,
      stateFor: now - stateAt,
      offeredFor: now - offeredAt,
      restarted,
      wasConnected,
      reached: pc.iceConnectionState === "connected" || pc.iceConnectionState === "completed",
      canRelay,
    });
    if (pc.connectionState !== "connected") this.hurrySocket(now);
    if (step === "restart") void this.offer(this.peer, true);
    if (step === "renew") this.fail();
  }

  /** A call cannot wait as long as a chat for its socket to be tried again. */
  private hurrySocket(now: number): void {
    const { socket } = this.options;
    if (now - this.socketTriedAt < socketPause) return;
    this.socketTriedAt = now;
    const { is } = socket.status.peek();
    if (is === "waiting") socket.renew();
    else if (is === "open") socket.check();
  }

  private renew(): void {
    this.drop();
    if (this.options.signal.aborted) return;
    // Switched off: an iPhone in Lockdown Mode, or a browser by its administrator.
    if (!("RTCPeerConnection" in globalThis)) {
      this.link.value = "failed";
      return;
    }
    const peer = new Peer(this.options.seats);
    this.peer = peer;
    peer.pc.onconnectionstatechange = () => this.changed(peer);
    for (const [source, track] of this.tracks) {
      void peer.show(source, track, true);
    }
    void this.offer(peer, false);
  }

  /** Gives up this peer connection, and makes another after a pause that grows. */
  private fail(): void {
    this.drop();
    this.failures++;
    this.notBefore = performance.now() + backoff(this.failures, 300, 4_000);
    if (this.link.peek() === "replaced") return;
    if (this.failures > 6) this.link.value = "failed";
    // What never was is not lost.
    else if (this.link.peek() !== "connecting") this.link.value = "reconnecting";
  }

  private changed(peer: Peer): void {
    if (peer !== this.peer) return;
    peer.stateAt = performance.now();
    const { connectionState } = peer.pc;
    if (connectionState === "connected") {
      peer.wasConnected = true;
      peer.restarted = false;
      this.failures = 0;
      this.link.value = "connected";
    } else if (peer.wasConnected) {
      this.link.value = "reconnecting";
    }
  }

  /** One offer at a time; what is answered for a connection that is no longer there is left alone. */
  private async offer(peer: Peer, iceRestart: boolean): Promise<void> {
    const said = this.options.sending();
    const exchange = this.exchange(peer, iceRestart, said);
    this.offering = exchange;
    try {
      await exchange;
    } catch (error) {
      this.refused(peer, error, iceRestart);
    } finally {
      if (this.offering === exchange) this.offering = undefined;
    }
    // What changed meanwhile was left to the offer, which may have been refused.
    const isNew = JSON.stringify(said) !== JSON.stringify(this.options.sending());
    if (isNew && peer === this.peer) await this.say();
  }

  private async exchange(peer: Peer, iceRestart: boolean, sending: Sending): Promise<void> {
    const { socket, room, signal: ends } = this.options;
    peer.offeredAt = performance.now();
    peer.restarted = iceRestart;
    const offer = await peer.pc.createOffer({ iceRestart });
    // Candidates are gathered from here on. A restart gathers by the relay as well, which the answer grants.
    if (!iceRestart) await peer.pc.setLocalDescription(offer);
    const answer: RoomAnswer = await socket.request(
      "room.offer",
      {
        room,
        generation: this.generation,
        sdp: offer.sdp ?? "",
        senders: peer.mids(),
        sending,
      },
      ends,
    );
    if (peer !== this.peer) return;
    peer.offeredAt = performance.now();
    this.generation = answer.generation;
    peer.canRelay = answer.relay !== undefined;
    if (iceRestart) {
      const iceServers = answer.relay ? [answer.relay] : [];
      peer.pc.setConfiguration({ ...peer.pc.getConfiguration(), iceServers });
      await peer.pc.setLocalDescription(offer);
    }
    await peer.pc.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    if (!iceRestart) this.seats.value = peer.seats(answer.seats);
  }

  private refused(peer: Peer, error: unknown, iceRestart: boolean): void {
    if (this.options.signal.aborted || peer !== this.peer) return;
    const code = error instanceof Fault ? error.code : undefined;
    if (code === "replaced") {
      this.replaced();
      return;
    }
    if (iceRestart && error instanceof Fault && (error.passes || code === "internal")) {
      // The path may be as it was; the restart is tried again, over the next socket or later.
      peer.restarted = false;
      return;
    }
    // The server may have answered without our hearing it: then its generation is newer than ours.
    if (code === "unreachable") this.generation = 0;
    this.fail();
  }

  private drop(): void {
    this.peer?.close();
    this.peer = undefined;
    this.offering = undefined;
  }

  private leave(): void {
    const { socket, room } = this.options;
    this.drop();
    if (this.generation > 0 && this.link.peek() !== "replaced") {
      socket.request("room.leave", { room, generation: this.generation }).catch(() => {});
    }
  }
}
