// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeMedia } from "./fakemedia.ts";
import { Sound } from "./sound.ts";

let media: FakeMedia;
let over: AbortController;

beforeEach(() => {
  media = new FakeMedia();
  media.install();
  over = new AbortController();
});

afterEach(() => vi.unstubAllGlobals());

const seat = () => ({ audio: new MediaStream(), video: new MediaStream() });

test("what a touch has started plays on when the connection is another one", () => {
  const sound = new Sound(2, over.signal);
  sound.play();
  sound.set([seat(), seat()]);
  const [first, other] = [seat(), seat()];
  sound.set([first, other]);
  expect(media.players.map(({ srcObject }) => srcObject)).toEqual([first.audio, other.audio]);
});

test("it asks for a touch when a seat may not play, and not for those that have nothing yet", async () => {
  const sound = new Sound(2, over.signal);
  const [taken, free] = media.players;
  free?.play.mockReturnValue(new Promise(() => {}));
  taken?.play.mockRejectedValue(new DOMException("a test", "NotAllowedError"));
  sound.set([seat()]);
  await vi.waitFor(() => expect(sound.blocked.value).toBe(true));
  taken?.play.mockResolvedValue(undefined);
  sound.play();
  await vi.waitFor(() => expect(sound.blocked.value).toBe(false));
});
