import { useEffect, useRef } from "preact/hooks";

interface Props {
  stream: MediaStream;
  label: string;
  /** Shows it as in a mirror, as one knows oneself. */
  mirrored?: boolean;
  /** Shows all of it: a screen must not be cut. */
  whole?: boolean;
}

/** A moving picture without sound: sound is played by the call itself, in one place. */
export function Picture({ stream, label, mirrored = false, whole = false }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  // Nobody knows the other side of their telephone as in a mirror.
  const rear = stream.getVideoTracks()[0]?.getSettings().facingMode === "environment";
  useEffect(() => {
    const shown = video.current;
    if (!shown) return undefined;
    shown.srcObject = stream;
    // A muted picture may play everywhere. A phone stops it while the page is in the background.
    const play = () => void shown.play().catch(() => undefined);
    const left = new AbortController();
    document.addEventListener("visibilitychange", play, { signal: left.signal });
    play();
    return () => {
      left.abort();
      shown.srcObject = null;
    };
  }, [stream]);
  return (
    <video
      ref={video}
      class={`picture ${mirrored && !rear ? "mirrored" : ""} ${whole ? "whole" : ""}`}
      aria-label={label}
      autoplay
      playsinline
      muted
    />
  );
}
