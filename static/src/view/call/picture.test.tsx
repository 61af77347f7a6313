// @vitest-environment happy-dom
import { render } from "preact";
import { expect, test } from "vitest";
import { Picture } from "./picture.tsx";

test.each([
  ["what shows oneself is as in a mirror", "user", true],
  ["a camera that says nothing shows oneself", undefined, true],
  ["what the back of a telephone shows is as it is", "environment", false],
])("%s", (_, facingMode, mirrored) => {
  const getVideoTracks = () => [{ getSettings: () => ({ facingMode }) }];
  const stream = Object.assign(new MediaStream(), { getVideoTracks });
  const place = document.createElement("div");
  render(<Picture mirrored stream={stream as unknown as MediaStream} label="?" />, place);
  expect(place.querySelector("video")?.classList.contains("mirrored")).toBe(mirrored);
});
