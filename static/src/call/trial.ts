import { type ReadonlySignal, signal } from "@preact/signals";
import { type Measured, type Way, ways } from "../state/verdict.ts";
import { anyOf } from "../wire/anyof.ts";
import { tryConnection } from "../wire/commands.ts";
import { Fault } from "../wire/fault.ts";
import { wait } from "../wire/wait.ts";

/** How far a test of the connection is. */
export type Trial =
  | { is: "looking" }
  | { is: "measuring" }
  /** The ways that there are, and whether each is open. */
  | { is: "done"; tried: ReadonlyMap<Way, boolean>; measured: Measured | undefined }
  /** Too many test at this time, or the server was not reached at all. */
  | { is: "failed"; fault: Fault };

/** A way that has not opened by then is closed. */
const lookFor = 6_000;
/** Rates rise from a careful start: they are measured when they have. */
const riseFor = 3_000;
const measureFor = 4_000;
/** A picture in the middle size; more is not asked of anybody's data plan. */
const bits = 700_000;

/**
 * Tests the connection to the server: which ways are open, and what comes through on the
 * best of them when the page sends a moving picture and is sent it back. The picture is made
 * up: no camera is opened. All ends with the signal.
 */
export function testConnection(ends: AbortSignal): ReadonlySignal<Trial> {
  const trial = signal<Trial>({ is: "looking" });
  run((now) => (trial.value = now), ends).catch((error) => {
    if (ends.aborted) return;
    trial.value = { is: "failed", fault: error instanceof Fault ? error : new Fault("internal") };
  });
  return trial;
}

async function run(say: (trial: Trial) => void, ends: AbortSignal): Promise<void> {
  if (!("RTCPeerConnection" in globalThis)) return say({ is: "done", tried: new Map(), measured: undefined });
  const over = new AbortController();
  const signal = anyOf(ends, over.signal);
  try {
    const reached = await Promise.all(ways.map(async (way) => [way, await reach(way, signal)] as const));
    ends.throwIfAborted();
    const tried = new Map(
      reached.filter(([, found]) => found !== "absent").map(([way, found]) => [way, found !== "closed"]),
    );
    const [best, ...others] = reached.flatMap(([, found]) => (typeof found === "object" ? [found] : []));
    for (const { pc } of others) pc.close();
    if (best) say({ is: "measuring" });
    const measured = best && (await measure(best, signal));
    say({ is: "done", tried, measured });
  } finally {
    over.abort();
  }
}

/** A connection on which one sees what one sends. */
interface Echo {
  pc: RTCPeerConnection;
  sender: RTCRtpSender;
}

/** Connects by one way. It may be closed, or there is none such. */
async function reach(way: Way, ends: AbortSignal): Promise<Echo | "closed" | "absent"> {
  const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" });
  ends.addEventListener("abort", () => pc.close(), { once: true });
  const sends = pc.addTransceiver("video", { direction: "sendonly", sendEncodings: [{ maxBitrate: bits }] });
  pc.addTransceiver("video", { direction: "recvonly" });
  const offer = await pc.createOffer();
  // The first m-line is that of the sender (RFC 9429 section 5.2.1).
  const asked = { sdp: offer.sdp ?? "", senders: { "0": "camera" as const } };
  const { sdp, relay } = await tryConnection(asked, { as: "visitor", signal: ends });
  if (way === "relay") {
    if (!relay) {
      pc.close();
      return "absent";
    }
    // What passes where nothing else does is the relay by TLS, if it has that.
    const secure = relay.urls.filter((url) => url.startsWith("turns:"));
    const urls = secure.length > 0 ? secure : relay.urls;
    pc.setConfiguration({
      ...pc.getConfiguration(),
      iceServers: [{ ...relay, urls }],
      iceTransportPolicy: "relay",
    });
  }
  await pc.setLocalDescription(offer);
  await pc.setRemoteDescription({ type: "answer", sdp: only(way, sdp) });
  if (await connected(pc, ends)) return { pc, sender: sends.sender };
  pc.close();
  return "closed";
}

/** The answer with the candidates of one way alone (RFC 8839 section 5.1). A relay reaches us by UDP. */
export function only(way: Way, sdp: string): string {
  const wanted = way === "tcp" ? "tcp" : "udp";
  const of = (line: string) => line.split(" ")[2]?.toLowerCase();
  return sdp
    .split("\r\n")
    .filter((line) => !line.startsWith("a=candidate:") || of(line) === wanted)
    .join("\r\n");
}

async function connected(pc: RTCPeerConnection, ends: AbortSignal): Promise<boolean> {
  const late = new AbortController();
  const done = new Promise<void>((resolve) => {
    pc.addEventListener(
      "connectionstatechange",
      () => /connected|failed/.test(pc.connectionState) && resolve(),
      {
        signal: late.signal,
      },
    );
  });
  if (pc.connectionState !== "connected") await Promise.race([done, wait(lookFor, ends)]);
  late.abort();
  ends.throwIfAborted();
  return pc.connectionState === "connected";
}

async function measure({ pc, sender }: Echo, ends: AbortSignal): Promise<Measured> {
  await sender.replaceTrack(movingPicture(ends));
  await wait(riseFor, ends);
  const before = count(await pc.getStats());
  await wait(measureFor, ends);
  const after = count(await pc.getStats());
  const seconds = Math.max((after.at - before.at) / 1000, 0.001);
  const lost = Math.max(0, after.lost - before.lost);
  const received = Math.max(0, after.received - before.received);
  return {
    up: Math.round(((after.sent - before.sent) * 8) / seconds),
    down: Math.round(((after.came - before.came) * 8) / seconds),
    lost: Math.max(after.lostThere, lost / Math.max(1, lost + received)),
    roundTrip: after.roundTrip,
  };
}

/** Sums up the statistics (W3C Identifiers for WebRTC's Statistics API). */
function count(report: RTCStatsReport) {
  const sum = { at: 0, sent: 0, came: 0, received: 0, lost: 0, lostThere: 0, roundTrip: 0 };
  for (const stats of report.values()) {
    if (stats.type === "outbound-rtp") {
      sum.at = stats.timestamp;
      sum.sent += stats.bytesSent;
    } else if (stats.type === "inbound-rtp") {
      sum.came += stats.bytesReceived;
      sum.received += stats.packetsReceived;
      sum.lost += Math.max(0, stats.packetsLost);
    } else if (stats.type === "remote-inbound-rtp") {
      sum.lostThere = Math.max(sum.lostThere, stats.fractionLost ?? 0);
      sum.roundTrip ||= stats.roundTripTime ?? 0;
    } else if (stats.type === "candidate-pair" && stats.nominated) {
      sum.roundTrip = stats.currentRoundTripTime ?? sum.roundTrip;
    }
  }
  return sum;
}

/** Noise, which no encoder makes small. */
function movingPicture(ends: AbortSignal): MediaStreamTrack {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 180;
  const paper = canvas.getContext("2d");
  const timer = setInterval(() => {
    if (!paper) return;
    const image = paper.createImageData(canvas.width, canvas.height);
    const cells = new Uint32Array(image.data.buffer);
    for (let cell = 0; cell < cells.length; cell++) cells[cell] = 0xff000000 | (Math.random() * 0xffffff);
    paper.putImageData(image, 0, 0);
  }, 66);
  const [track] = canvas.captureStream(15).getVideoTracks();
  ends.addEventListener(
    "abort",
    () => {
      clearInterval(timer);
      track?.stop();
    },
    { once: true },
  );
  return track as MediaStreamTrack;
}
