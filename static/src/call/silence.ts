import { meter } from "./meter.ts";

/** A microphone that gives nothing at all for so long is blocked somewhere. */
const silentFor = 8_000;
const lookEvery = 500;

/** Tells again and again, until ends fires, whether a microphone that is open gives nothing at all. */
export function listenForSilence(
  track: MediaStreamTrack,
  ends: AbortSignal,
  tell: (isSilent: boolean) => void,
): void {
  const level = meter(track, ends);
  let heardAt = performance.now();
  const look = () => {
    const now = performance.now();
    // Even a quiet room gives a little noise: nothing at all is a microphone that is blocked.
    if (!track.enabled || (!track.muted && level.peek() !== 0)) heardAt = now;
    // A telephone call takes the microphone of a phone away: that is known at once.
    tell(track.enabled && (track.muted || now - heardAt > silentFor));
  };
  const timer = setInterval(look, lookEvery);
  track.addEventListener("mute", look, { signal: ends });
  track.addEventListener("unmute", look, { signal: ends });
  ends.addEventListener("abort", () => clearInterval(timer), { once: true });
}
