import { afterEach, beforeEach, expect, test } from "vitest";
import { Fault } from "../wire/fault.ts";
import type { Message } from "../wire/protocol.gen.ts";
import type { PostMessage } from "../wire/resources.ts";
import { type Outbox, openOutbox } from "./outbox.ts";

/** The storage and the locks of one browser, which its tabs share. */
class Browser {
  private readonly kept = new Map<string, string>();
  private turn: Promise<unknown> = Promise.resolve();
  full = false;

  readonly storage = ((browser: Browser): Storage => ({
    get length() {
      return browser.kept.size;
    },
    clear: () => browser.kept.clear(),
    key: (i) => [...browser.kept.keys()][i] ?? null,
    getItem: (key) => browser.kept.get(key) ?? null,
    removeItem: (key) => void browser.kept.delete(key),
    setItem: (key, value) => {
      if (browser.full) throw new DOMException("full", "QuotaExceededError");
      browser.kept.set(key, value);
    },
  }))(this);

  readonly locks = {
    request: (_name: string, _options: LockOptions, run: LockGrantedCallback<void>) => {
      const mine = this.turn.then(() => run(null));
      this.turn = mine.catch(() => {});
      return mine;
    },
  } as unknown as LockManager;
}

/** The server: it stores each id once, and answers when it is let. */
class Server {
  readonly stored: Message[] = [];
  asked = 0;
  private asleep: (() => void)[] = [];
  private open = true;
  refuse = new Set<string>();

  readonly post = async ({ id, text }: PostMessage): Promise<Message> => {
    this.asked++;
    if (!this.open) await new Promise<void>((wake) => this.asleep.push(wake));
    if (this.refuse.has(text)) throw new Fault("too_large");
    const known = this.stored.find((one) => one.id === id);
    if (known) return known;
    const message: Message = {
      conversation: "c",
      number: this.stored.length + 1,
      id,
      author: "visitor",
      at: "",
      text,
    };
    this.stored.push(message);
    return message;
  };

  sleep(): void {
    this.open = false;
  }

  wake(): void {
    this.open = true;
    for (const go of this.asleep.splice(0)) go();
  }
}

let browser: Browser;
let server: Server;
let life: AbortController;

beforeEach(() => {
  browser = new Browser();
  server = new Server();
  life = new AbortController();
});

afterEach(() => life.abort());

function tab(signal = life.signal): Outbox {
  const { storage, locks } = browser;
  return openOutbox({ conversation: "c", post: server.post, stored: () => {}, signal, storage, locks });
}

/** Lets everything happen that needs no timer. */
const settle = () => new Promise((done) => setImmediate(done));
const texts = () => server.stored.map(({ text }) => text);

test("a message is kept until the server has stored it", async () => {
  server.sleep();
  const box = tab();
  box.add("Bonjour");
  expect(box.pending.value.map(({ text }) => text)).toEqual(["Bonjour"]);
  server.wake();
  await settle();
  expect(box.pending.value).toEqual([]);
  expect(texts()).toEqual(["Bonjour"]);
});

test("five messages written offline in two tabs arrive once each, in the order typed", async () => {
  server.sleep();
  const [left, right] = [tab(), tab()];
  left.add("1");
  right.add("2");
  left.add("3");
  left.add("4");
  right.add("5");
  server.wake();
  await settle();
  expect(texts()).toEqual(["1", "2", "3", "4", "5"]);
  expect(server.asked).toBe(5);
});

test("a reload sends what was left, and what had been stored without an answer is not stored twice", async () => {
  server.sleep();
  const before = new AbortController();
  const box = tab(before.signal);
  box.add("1");
  box.add("2");
  await settle();
  before.abort();
  // The first one came through; only its answer was lost with the page.
  const [first] = box.pending.value;
  server.wake();
  await server.post({ id: first?.id ?? "", text: "1" });
  tab();
  await settle();
  expect(texts()).toEqual(["1", "2"]);
});

test("a refused message stays, marked, and does not hold the next ones up", async () => {
  server.refuse.add("too long");
  const box = tab();
  box.add("too long");
  box.add("short");
  await settle();
  expect(texts()).toEqual(["short"]);
  expect(box.pending.value).toMatchObject([{ text: "too long", failed: true }]);
});

test("a failed message can be tried again, or be forgotten", async () => {
  server.refuse.add("a").add("b");
  const box = tab();
  box.add("a");
  box.add("b");
  await settle();
  server.refuse.clear();
  const [a, b] = box.pending.value;
  box.retry(a?.id ?? "");
  box.discard(b?.id ?? "");
  await settle();
  expect(texts()).toEqual(["a"]);
  expect(box.pending.value).toEqual([]);
});

test("a full storage loses no message while the page is open", async () => {
  browser.full = true;
  server.sleep();
  const box = tab();
  box.add("Bonjour");
  expect(box.pending.value).toHaveLength(1);
  server.wake();
  await settle();
  expect(texts()).toEqual(["Bonjour"]);
  expect(box.pending.value).toEqual([]);
});

test("the outbox of another conversation is another one", async () => {
  server.sleep();
  tab().add("for c");
  const { storage, locks } = browser;
  const other = openOutbox({
    conversation: "d",
    post: server.post,
    stored: () => {},
    signal: life.signal,
    storage,
    locks,
  });
  expect(other.pending.value).toEqual([]);
  server.wake();
});
