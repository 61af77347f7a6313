/** What one seat had to have repaired until now; totals of one peer connection. */
export interface Repairs {
  /** How often its picture stood still. */
  freezes: number;
  /** How often a lost packet of it was asked for. */
  asked: number;
}

/** By how much the cushion grows at a time, and to what it grows at most; milliseconds. */
const step = 100;
const most = 500;
/** It shrinks by half a step when it was enough for so long. */
const calm = 30_000;

/**
 * How long what arrives on a seat is kept back. A lost packet comes again a round trip later. Browsers
 * make room for packets that are late, but not for those that are repeated: at each of them the picture
 * would stand still. A path that loses nothing has no cushion, and a slow machine gets none.
 */
export class Cushion {
  ms = 0;
  private before: Repairs = { freezes: 0, asked: 0 };
  private restlessAt = 0;

  /** look takes the totals of this moment, and returns how long to keep back from now on. */
  look(now: number, totals: Repairs): number {
    const { freezes, asked } = this.before;
    this.before = totals;
    if (totals.freezes > freezes && totals.asked > asked) {
      this.ms = Math.min(this.ms + step, most);
      this.restlessAt = now;
    } else if (this.ms > 0 && now - this.restlessAt >= calm) {
      this.ms -= step / 2;
      this.restlessAt = now;
    }
    return this.ms;
  }
}

/** keepBack has both streams of a seat wait so long, so that lips and sound stay together. */
export async function keepBack(
  cushion: Cushion,
  audio: RTCRtpReceiver,
  video: RTCRtpReceiver,
): Promise<void> {
  let totals: Repairs | undefined;
  for (const stats of (await video.getStats()).values()) {
    if (stats.type !== "inbound-rtp") continue;
    totals = { freezes: stats.freezeCount ?? 0, asked: stats.nackCount ?? 0 };
  }
  if (!totals) return;
  const wait = cushion.look(performance.now(), totals) || null;
  // Browsers that do not know it take it for a property of ours.
  for (const receiver of [audio, video]) {
    if (receiver.jitterBufferTarget !== wait) receiver.jitterBufferTarget = wait;
  }
}
