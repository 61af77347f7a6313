// What a page really receives. `install` runs in the page before its own
// script: it keeps the peer connections that the page makes, and measures the
// remote tracks in them. Nothing in the product knows of it.

import { ensure } from "./claim.mjs";
import { voices } from "./speech.mjs";

export function install() {
  const made = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      made.push(this);
      this.offers = 0;
    }
    createOffer(...args) {
      this.offers++;
      return super.createOffer(...args);
    }
    setLocalDescription(...args) {
      if (args.length === 0) this.offers++;
      return super.setLocalDescription(...args);
    }
  };
  const captured = [];
  for (const name of ["getUserMedia", "getDisplayMedia"]) {
    const native = navigator.mediaDevices?.[name].bind(navigator.mediaDevices);
    if (!native) continue;
    navigator.mediaDevices[name] = async (wanted) => {
      const stream = await native(wanted);
      captured.push({ name, at: performance.now(), stream });
      return stream;
    };
  }
  const current = () => made.findLast((pc) => pc.connectionState !== "closed");

  // The fundamental of a voiced frame by autocorrelation, or 0.
  const fundamental = (frame, rate) => {
    const energy = frame.reduce((sum, x) => sum + x * x, 0);
    if (energy / frame.length < 1e-4) return 0;
    let best = 0;
    let lagOfBest = 0;
    for (let lag = Math.floor(rate / 420); lag < rate / 60; lag++) {
      let sum = 0;
      for (let i = 0; i + lag < frame.length; i++) sum += frame[i] * frame[i + lag];
      const likeness = sum / energy;
      // A lag twice as long is nearly as like itself: only a clearly better one wins.
      if (likeness > best * 1.08) {
        best = likeness;
        lagOfBest = lag;
      }
    }
    return best > 0.4 ? rate / lagOfBest : 0;
  };

  let context;
  const listeners = new Map();
  const analyserOf = (track) => {
    context ??= new AudioContext();
    if (!listeners.has(track.id)) {
      const analyser = context.createAnalyser();
      analyser.fftSize = 4096;
      context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      listeners.set(track.id, analyser);
    }
    return listeners.get(track.id);
  };
  const remote = (kind) =>
    (current()?.getReceivers() ?? [])
      .map((r) => r.track)
      .filter((t) => t?.kind === kind && t.readyState === "live");

  window.observed = {
    get connections() {
      return made.length;
    },
    get offers() {
      return made.reduce((sum, pc) => sum + pc.offers, 0);
    },
    get state() {
      return current()?.connectionState;
    },
    /** Local captures that are still running, by kind. */
    capturing(kind) {
      return captured
        .flatMap((c) => c.stream.getTracks())
        .filter((t) => t.kind === kind && t.readyState === "live").length;
    },
    get captures() {
      return captured.length;
    },
    /** Ends the screen as the browser's own bar does. */
    stopShareOutside() {
      const share = captured.findLast((c) => c.name === "getDisplayMedia");
      for (const track of share.stream.getTracks()) {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
    },
    /** Ends a captured device as pulling it out does. */
    unplug(kind) {
      for (const track of captured.flatMap((c) => c.stream.getTracks())) {
        if (track.kind !== kind || track.readyState !== "live") continue;
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
    },
    /** Loudness (RMS) and voice of what arrives at this moment, over all remote sound. */
    hear() {
      let rms = 0;
      let hz = 0;
      for (const track of remote("audio")) {
        const analyser = analyserOf(track);
        const frame = new Float32Array(analyser.fftSize);
        analyser.getFloatTimeDomainData(frame);
        const loud = Math.sqrt(frame.reduce((sum, x) => sum + x * x, 0) / frame.length);
        if (loud > rms) {
          rms = loud;
          hz = fundamental(frame, context.sampleRate);
        }
      }
      return { rms, hz, context: context?.state };
    },
    /** A small sample of each picture that the page shows and that plays. */
    see() {
      return [...document.querySelectorAll("video")]
        .filter((v) => v.videoWidth > 0 && v.readyState >= 2 && v.checkVisibility())
        .map((v) => {
          const canvas = document.createElement("canvas");
          canvas.width = 32;
          canvas.height = 18;
          const pen = canvas.getContext("2d", { willReadFrequently: true });
          pen.drawImage(v, 0, 0, 32, 18);
          const pixels = pen.getImageData(0, 0, 32, 18).data;
          let light = 0;
          let hash = 0;
          for (let i = 0; i < pixels.length; i += 4) {
            light += pixels[i] + pixels[i + 1] + pixels[i + 2];
            hash = (hash * 31 + pixels[i] * 7 + pixels[i + 1] * 3 + pixels[i + 2]) >>> 0;
          }
          const remote = !!v.srcObject
            ?.getVideoTracks()
            .some((t) => (current()?.getReceivers() ?? []).some((r) => r.track === t));
          return {
            remote,
            light: light / (pixels.length / 4) / 3,
            hash,
            width: v.videoWidth,
            height: v.videoHeight,
          };
        });
    },
    /** The streams of the camera that leave this page, and the bytes that all of them have taken so far. */
    async cameraSent() {
      const stats = [...((await current()?.getStats())?.values() ?? [])];
      const all = ["q", "h", "f"].flatMap((rid) =>
        stats.filter((s) => s.type === "outbound-rtp" && s.rid === rid),
      );
      return {
        streams: all.filter((s) => s.active && s.framesPerSecond > 0).map((s) => s.rid),
        bytes: all.reduce((sum, s) => sum + s.bytesSent + s.headerBytesSent, 0),
      };
    },
    /** Makes the pictures of others so high, or as they were, or hides them. */
    resize(height) {
      const shown = [...document.querySelectorAll("video")].filter((v) =>
        v.srcObject
          ?.getVideoTracks()
          .some((t) => (current()?.getReceivers() ?? []).some((r) => r.track === t)),
      );
      for (const { style } of shown) {
        style.display = height < 0 ? "none" : "";
        style.maxHeight = height ? `${height}px` : "";
        style.maxWidth = height ? `${(height * 16) / 9}px` : "";
      }
    },
    /** How what arrives sounds and looks: totals since the connection began. */
    async quality() {
      const stats = [...((await current()?.getStats())?.values() ?? [])].filter(
        (s) => s.type === "inbound-rtp",
      );
      const sum = (name) => stats.reduce((total, s) => total + (s[name] ?? 0), 0);
      return {
        concealed: sum("concealedSamples") - sum("silentConcealedSamples"),
        samples: sum("totalSamplesReceived"),
        frozen: sum("totalFreezesDuration"),
        frames: sum("framesDecoded"),
        asked: sum("nackCount"),
      };
    },
    /** Sound and picture of the first other person. */
    seat() {
      return ["audio", "video"].map((kind) => remote(kind).find((track) => !track.muted));
    },
    /** How the connection reaches the server. */
    async way() {
      const stats = await current()?.getStats();
      const all = [...(stats?.values() ?? [])];
      const transport = all.find((s) => s.type === "transport");
      const local = stats?.get(stats.get(transport?.selectedCandidatePairId)?.localCandidateId);
      return local?.relayProtocol ? `relay by ${local.relayProtocol}` : local?.protocol;
    },
    /** The codecs of the pictures that have arrived so far. */
    async codecs() {
      const stats = await current()?.getStats();
      return [...(stats?.values() ?? [])]
        .filter((s) => s.type === "inbound-rtp" && s.kind === "video" && s.framesDecoded > 0)
        .map((s) => stats.get(s.codecId)?.mimeType);
    },
    /** How many packets of sound have left this page. */
    async soundSent() {
      const stats = [...((await current()?.getStats())?.values() ?? [])];
      return stats
        .filter((s) => s.type === "outbound-rtp" && s.kind === "audio")
        .reduce((sum, s) => sum + s.packetsSent, 0);
    },
    /** The codecs that this page may send sound in, the one that it does first, and what of it has left and arrived. */
    async sound() {
      const pc = current();
      const stats = [...((await pc?.getStats())?.values() ?? [])].filter((s) => s.kind === "audio");
      const sum = (type, name) =>
        stats.filter((s) => s.type === type).reduce((total, s) => total + (s[name] ?? 0), 0);
      const sender = pc?.getSenders().find((each) => each.track?.kind === "audio");
      return {
        codecs: sender?.getParameters().codecs.map((each) => each.mimeType) ?? [],
        sent: sum("outbound-rtp", "packetsSent"),
        arrived: sum("inbound-rtp", "packetsReceived"),
        bytes: sum("inbound-rtp", "bytesReceived"),
      };
    },
    async received() {
      const stats = [...((await current()?.getStats())?.values() ?? [])];
      return stats
        .filter((s) => s.type === "inbound-rtp")
        .map(({ kind, packetsReceived, packetsLost, framesDecoded, totalAudioEnergy }) => ({
          kind,
          packetsReceived,
          packetsLost,
          framesDecoded,
          totalAudioEnergy,
        }));
    },
  };
}

/** voiceAt listens on a page until enough voiced moments are heard, and returns their median frequency and loudness. */
export async function voiceAt(page, { within = 20_000, moments = 12 } = {}) {
  const heard = [];
  const end = performance.now() + within;
  let loudest = 0;
  while (heard.length < moments && performance.now() < end) {
    const { rms, hz } = await page.evaluate(() => window.observed.hear());
    loudest = Math.max(loudest, rms);
    if (hz > 0) heard.push(hz);
    await page.waitForTimeout(80);
  }
  heard.sort((a, b) => a - b);
  return { hz: heard[Math.floor(heard.length / 2)] ?? 0, moments: heard.length, loudest };
}

/** hears fails unless a page hears the voice that it should, whose frequency it returns. */
export async function hears(page, voice, options = { within: 25_000 }) {
  const heard = await voiceAt(page, options);
  const [from, to] = voices[voice].hz;
  ensure(heard.moments >= 6, `nobody is heard (${JSON.stringify(heard)})`);
  ensure(heard.hz > from && heard.hz < to, `${Math.round(heard.hz)} Hz is not the ${voice} voice`);
  return `${Math.round(heard.hz)} Hz`;
}

/** bothHear fails unless the pages of a visitor and a counsellor hear each other. */
export async function bothHear({ visitor, counsellor }, options) {
  const [low, high] = await Promise.all([
    hears(visitor.page, "low", options),
    hears(counsellor.page, "high", options),
  ]);
  return `visitor hears ${low}, counsellor hears ${high}`;
}

/** silentAt tells whether nothing audible reaches a page for a while. */
export async function silentAt(page, during = 1500) {
  const end = performance.now() + during;
  let loudest = 0;
  while (performance.now() < end) {
    loudest = Math.max(loudest, (await page.evaluate(() => window.observed.hear())).rms);
    await page.waitForTimeout(50);
  }
  return loudest < 0.005;
}

/** sendsNoSound fails if any sound leaves a page that has sent some before: silence would be packets, too. */
export async function sendsNoSound(page) {
  const sent = () => page.evaluate(() => window.observed.soundSent());
  const before = await sent();
  ensure(before > 0, "the page has never sent any sound");
  await page.waitForTimeout(1000);
  const more = (await sent()) - before;
  ensure(more === 0, `${more} packets of sound left the page`);
  return `0 packets in a second, after ${before}`;
}

/** soundRate is how many packets of sound leave a page in a second, over a while. */
export async function soundRate(page, during) {
  const look = () =>
    page.evaluate(async () => ({ sent: await window.observed.soundSent(), at: performance.now() }));
  const before = await look();
  await page.waitForTimeout(during);
  const after = await look();
  return (1000 * (after.sent - before.sent)) / (after.at - before.at);
}

/** cameraSends tells which streams of the camera leave a page, and how much they take in a second. */
export async function cameraSends(page, during = 3000) {
  const look = () =>
    page.evaluate(async () => ({ ...(await window.observed.cameraSent()), at: performance.now() }));
  const before = await look();
  await page.waitForTimeout(during);
  const after = await look();
  const rate = Math.round((8 * (after.bytes - before.bytes)) / (after.at - before.at));
  return `${after.streams.join(" and ") || "nothing"}, ${rate} kbit/s`;
}

/** movingPictures counts the remote pictures on a page that are not black and change. */
export async function movingPictures(page, during = 600) {
  const first = (await page.evaluate(() => window.observed.see())).filter((v) => v.remote);
  await page.waitForTimeout(during);
  const second = (await page.evaluate(() => window.observed.see())).filter((v) => v.remote);
  return second.filter((v, i) => v.light > 8 && v.hash !== first[i]?.hash).length;
}
