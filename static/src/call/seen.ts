import type { Seat } from "../wire/protocol.gen.ts";
import type { SeatStreams } from "./connection.ts";

/** A seat whose picture has no place on the page yet is shown whole at once when it gets one. */
const whole = 1080;
/** Heights are told in steps, so that dragging a window edge is not a stream of messages. */
const step = 40;
/** What a screen of more pixels than these to a CSS pixel shows, an eye does not see. */
const densest = 2;

/** How high the picture of each seat is shown, in pixels of the screen; 0 is not at all. */
export function heightsSeen(seats: readonly SeatStreams[]): number[] {
  const elements = [...document.querySelectorAll("video")];
  return seats.map(({ video }) => {
    const shown = elements.filter((each) => each.srcObject === video);
    if (shown.length === 0) return whole;
    if (document.hidden && !document.pictureInPictureElement) return 0;
    return Math.max(...shown.map(heightOf));
  });
}

/**
 * The heights where the page shows some faces of many: who sits and is not among them is heard,
 * and their picture need not be sent.
 */
export function ofShown(
  heights: readonly number[],
  seated: readonly Seat[],
  faces: readonly string[],
): readonly number[] {
  if (faces.length === 0) return heights;
  const isShown = (seat: Seat | undefined) =>
    !seat?.participant || seat.screen || faces.includes(seat.participant);
  return heights.map((height, at) => (isShown(seated[at]) ? height : 0));
}

/** A tall box is filled by cutting the sides off: the picture is as high as the box. */
function heightOf(video: HTMLVideoElement): number {
  const { clientWidth, clientHeight } = video;
  const height = clientHeight && Math.max(clientHeight, (clientWidth * 9) / 16);
  return Math.ceil((height * Math.min(devicePixelRatio, densest)) / step) * step;
}
