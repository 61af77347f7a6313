// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Change } from "./change.ts";
import { quietCall } from "./fakecall.ts";
import { FakeMedia } from "./fakemedia.ts";
import { partOf } from "./part.ts";

let media: FakeMedia;
let over: AbortController;

beforeEach(() => {
  media = new FakeMedia();
  media.install();
  over = new AbortController();
});

afterEach(() => {
  over.abort();
  vi.unstubAllGlobals();
});

test("who chooses a speaker after the headset was pulled out keeps the microphone that took its place", async () => {
  const call = quietCall(over.signal);
  await call.start(partOf("audio"), { microphone: "headset", camera: "", speaker: "" });
  const change = new Change(call, over.signal);
  const [headset] = media.live("audio");
  headset?.stop();
  headset?.dispatchEvent(new Event("ended"));
  await vi.waitFor(() => expect(call.shown.value.trouble?.words).toBe("device.replaced.microphone"));
  const opened = media.opened.length;
  change.choose("speaker", "loud");
  await new Promise((done) => setTimeout(done));
  expect(media.opened).toHaveLength(opened);
  expect(change.tried.value).toMatchObject({ microphone: "system", speaker: "loud" });
});
