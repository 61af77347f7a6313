import { expect, test } from "vitest";
import { codecFor } from "./codec.ts";

const codec = (mimeType: string): RTCRtpCodec => ({ mimeType, clockRate: 90_000 });
const negotiated = ["video/VP8", "video/rtx", "video/H264", "video/VP9", "video/AV1"].map(codec);
const name = (found: RTCRtpCodec | undefined) => found?.mimeType;

test("a screen goes over to VP9 where all who watch decode it, and else stays", () => {
  expect(name(codecFor("screen", ["VP8", "H264", "VP9", "AV1"], negotiated))).toBe("video/VP9");
  expect(name(codecFor("screen", ["VP8", "H264"], negotiated))).toBe(undefined);
  expect(name(codecFor("screen", [], negotiated))).toBe(undefined);
});

test("a face is VP8, and H.264 for who has only that", () => {
  expect(name(codecFor("camera", ["VP8", "H264", "VP9"], negotiated))).toBe(undefined);
  expect(name(codecFor("camera", ["H264"], negotiated))).toBe("video/H264");
});

test("nothing is sent that was not negotiated", () => {
  expect(name(codecFor("screen", ["VP8", "VP9"], negotiated.slice(0, 3)))).toBe(undefined);
  expect(name(codecFor("screen", ["VP9"], []))).toBe(undefined);
});
