// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Need } from "../../state/needs.ts";
import { chime } from "../../view/sound.ts";
import { Attention } from "./attention.ts";

vi.mock("../../view/sound.ts", () => ({ chime: vi.fn() }));

const offer: Need = { key: "offer:a:1", news: "offer", conversation: "a" };
const waiting: Need = { key: "waiting:c:1", news: "waiting", conversation: "c" };
const message: Need = { key: "message:b:2", news: "message", conversation: "b" };

let life: AbortController;
let looks: boolean;
let notified: string[];
let follow: (() => void) | undefined;
const say = vi.fn();
const onFollow = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  life = new AbortController();
  looks = true;
  notified = [];
  vi.spyOn(document, "hasFocus").mockImplementation(() => looks);
  class Shown {
    static permission = "granted";
    constructor(words: string) {
      notified.push(words);
      follow = () => this.onclick?.();
    }
    onclick?: () => void;
    close() {}
  }
  vi.stubGlobal("Notification", Shown);
});

afterEach(() => {
  life.abort();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const attention = () => new Attention({ words: (news) => news, say, onFollow, signal: life.signal });
const sounds = () => vi.mocked(chime).mock.calls.length;

test("an offer sounds again until it is accepted, whether somebody looks or not", () => {
  const calls = attention();
  calls.update([offer], undefined);
  expect(sounds()).toBe(1);
  expect(say).toHaveBeenCalledExactlyOnceWith("offer");
  vi.advanceTimersByTime(13_000);
  expect(sounds()).toBe(3);
  calls.update([], undefined);
  vi.advanceTimersByTime(60_000);
  expect(sounds()).toBe(3);
});

test("a message is called again only while nobody looks, also by the desktop", () => {
  const calls = attention();
  calls.update([message], undefined);
  vi.advanceTimersByTime(60_000);
  expect(sounds()).toBe(1);
  expect(notified).toEqual([]);
  looks = false;
  vi.advanceTimersByTime(45_000);
  expect(sounds()).toBeGreaterThanOrEqual(3);
  expect(notified[0]).toBe("message");
  follow?.();
  expect(onFollow).toHaveBeenCalledWith(message);
});

test("who has come and is offered at once is one thing, not two", () => {
  const calls = attention();
  calls.update([waiting], undefined);
  calls.update([{ ...offer, conversation: waiting.conversation }], undefined);
  vi.advanceTimersByTime(5_000);
  expect(say).toHaveBeenCalledExactlyOnceWith("offer");
  expect(sounds()).toBe(1);
});

test("who waits and is offered to nobody is told of within two seconds", () => {
  const calls = attention();
  calls.update([waiting], undefined);
  vi.advanceTimersByTime(2_000);
  expect(say).toHaveBeenCalledExactlyOnceWith("waiting");
  expect(sounds()).toBe(1);
  looks = false;
  vi.advanceTimersByTime(21_000);
  expect(sounds()).toBe(2);
});

test("what is read at this moment makes no sound, and is not told twice", () => {
  const calls = attention();
  calls.update([message], "b");
  expect(sounds()).toBe(0);
  expect(say).not.toHaveBeenCalled();
  calls.update([message], "b");
  calls.update([message, offer], "b");
  expect(sounds()).toBe(1);
});
