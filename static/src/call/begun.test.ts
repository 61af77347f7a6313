import { beforeEach, expect, test } from "vitest";
import { Begun } from "./begun.ts";

let kept: Map<string, string>;
let store: Storage;

beforeEach(() => {
  kept = new Map();
  store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  } as unknown as Storage;
});

test("who was muted when the tab was loaded again is muted after it", () => {
  const before = new Begun(store);
  before.begin("i", "video");
  before.takes({ microphone: false, camera: true });
  expect(new Begun(store).here.value).toMatchObject({ id: "i", part: { microphone: false, camera: true } });
});

test("what another tab has taken over is not taken back by a reload, until the person does", () => {
  const begun = new Begun(store);
  begun.begin("i", "audio");
  begun.takes({ microphone: true, camera: false });
  begun.yields();
  expect(begun.here.value?.id).toBe("i");
  expect(new Begun(store).here.value).toBeUndefined();
  begun.takes({ microphone: true, camera: false });
  expect(new Begun(store).here.value?.id).toBe("i");
});

test("who had not yet said how they take part is asked after a reload", () => {
  new Begun(store).begin("i", "video");
  expect(new Begun(store).here.value?.part).toBeUndefined();
});

test("another interview is not begun as the one before ended", () => {
  const begun = new Begun(store);
  begun.begin("i", "audio");
  begun.takes({ microphone: false, camera: false });
  begun.begin("j", "audio");
  expect(begun.here.value?.part).toBeUndefined();
});

test("what is still said of an interview that was left is not kept", () => {
  const begun = new Begun(store);
  begun.begin("i", "audio");
  begun.leave("i");
  begun.takes({ microphone: true, camera: false });
  expect(new Begun(store).here.value).toBeUndefined();
});
