/**
 * What each picture is best sent in, of what all who watch it decode. A face is VP8,
 * which every phone encodes at little cost, or else H.264. A screen has to be read,
 * and is shared from computers: VP9 keeps letters sharp at the same rate.
 */
const liked = { camera: ["VP8", "H264"], screen: ["VP9", "VP8", "H264"] } as const;

/**
 * The codec to go over to, of those that were negotiated; undefined for the first of
 * them, which is what is sent unasked.
 */
export function codecFor(
  source: keyof typeof liked,
  decoded: readonly string[],
  negotiated: readonly RTCRtpCodec[],
): RTCRtpCodec | undefined {
  const of = (name: string) =>
    negotiated.findIndex(({ mimeType }) => mimeType.toLowerCase() === `video/${name.toLowerCase()}`);
  const best = liked[source].find((name) => decoded.includes(name) && of(name) >= 0);
  const index = best ? of(best) : 0;
  return index > 0 ? negotiated[index] : undefined;
}
