import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Fault } from "../wire/fault.ts";
import type { Message } from "../wire/protocol.gen.ts";
import type { PostMessage } from "../wire/resources.ts";
import { type Outbox, type OutboxOptions, openOutbox } from "./outbox.ts";

/** The storage and the locks of one browser, which its tabs share. */
class Browser {
  private turn: Promise<unknown> = Promise.resolve();
  full = false;

  readonly storage = this.shelf();
  /** One tab's. A test of two tabs gives each its own. */
  session = this.shelf();

  shelf(): Storage {
    const kept = new Map<string, string>();
    const isFull = () => this.full;
    return {
      get length() {
        return kept.size;
      },
      clear: () => kept.clear(),
      key: (i) => [...kept.keys()][i] ?? null,
      getItem: (key) => kept.get(key) ?? null,
      removeItem: (key) => void kept.delete(key),
      setItem: (key, value) => {
        if (isFull()) throw new DOMException("full", "QuotaExceededError");
        kept.set(key, value);
      },
    };
  }

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

  /** Takes a file half, and then as it takes a text: its name is the text here. */
  readonly postFile: OutboxOptions["postFile"] = async ({ id, file }, signal, onShare) => {
    onShare(0.5);
    if (this.cut) throw new Fault("unreachable");
    const gone = new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason)),
    );
    return Promise.race([this.post({ id, text: file.name }), gone]);
  };
  cut = false;

  sleep(): void {
    this.open = false;
  }

  wake(): void {
    this.open = true;
    for (const go of this.asleep.splice(0)) go();
  }
}

let network: EventTarget;
let browser: Browser;
let server: Server;
let life: AbortController;

beforeEach(() => {
  network = new EventTarget();
  vi.stubGlobal("addEventListener", network.addEventListener.bind(network));
  browser = new Browser();
  server = new Server();
  life = new AbortController();
});

afterEach(() => {
  life.abort();
  vi.unstubAllGlobals();
});

const around = () => ({
  post: server.post,
  postFile: server.postFile,
  stored: () => {},
  session: browser.session,
});

function tab(signal = life.signal): Outbox {
  const { storage, locks } = browser;
  return openOutbox({ ...around(), conversation: "c", signal, storage, locks });
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

// CH-1: once each, in the order typed.
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
    ...around(),
    signal: life.signal,
    storage,
    locks,
  });
  expect(other.pending.value).toEqual([]);
  server.wake();
});

const file = (name: string) => new File(["%PDF"], name);

test("files and texts arrive in the order in which they were given", async () => {
  server.sleep();
  const box = tab();
  box.add("1");
  box.addFile(file("2.pdf"));
  box.addFile(file("3.jpg"));
  box.add("4");
  server.wake();
  await settle();
  expect(texts()).toEqual(["1", "2.pdf", "3.jpg", "4"]);
  expect(box.pending.value).toEqual([]);
});

test("a file shows how far it is", async () => {
  server.sleep();
  const box = tab();
  box.addFile(file("CV.pdf"));
  expect(box.pending.value).toMatchObject([{ file: { name: "CV.pdf", size: 4, share: 0 } }]);
  await settle();
  expect(box.pending.value).toMatchObject([{ file: { share: 0.5 } }]);
  server.wake();
});

test("a file that is refused says why, and does not hold the next ones up", async () => {
  server.refuse.add("CV.pdf");
  const box = tab();
  box.addFile(file("CV.pdf"));
  box.add("Voici mon CV");
  await settle();
  expect(texts()).toEqual(["Voici mon CV"]);
  expect(box.pending.value).toMatchObject([{ failed: true, file: { share: 0, why: "too_large" } }]);
});

test("without a network a file waits, and goes when the person or the network says so", async () => {
  server.cut = true;
  const box = tab();
  box.addFile(file("1.pdf"));
  box.addFile(file("2.pdf"));
  await settle();
  expect(box.pending.value.map(({ file }) => file?.why)).toEqual(["unreachable", "unreachable"]);
  server.cut = false;
  box.retry(box.pending.value[0]?.id ?? "");
  await settle();
  expect(texts()).toEqual(["1.pdf"]);
  network.dispatchEvent(new Event("online"));
  await settle();
  expect(texts()).toEqual(["1.pdf", "2.pdf"]);
  expect(box.pending.value).toEqual([]);
});

test("a file that is given up stops on its way, and lets the next ones go", async () => {
  server.sleep();
  const box = tab();
  box.addFile(file("wrong.pdf"));
  await settle();
  box.discard(box.pending.value[0]?.id ?? "");
  expect(box.pending.value).toEqual([]);
  server.refuse.add("wrong.pdf"); // it never came through
  server.wake();
  box.add("Pardon");
  await settle();
  expect(texts()).toEqual(["Pardon"]);
});

test("after a reload it is said which files have not gone", async () => {
  server.sleep();
  const before = new AbortController();
  tab(before.signal).addFile(file("CV.pdf"));
  await settle();
  before.abort();
  const after = tab();
  expect(after.pending.value).toMatchObject([{ failed: true, file: { name: "CV.pdf", why: "lost" } }]);
  after.discard(after.pending.value[0]?.id ?? "");
  expect(tab().pending.value).toEqual([]);
  server.wake();
});

test("another tab neither sends a file nor says that it is lost", async () => {
  server.sleep();
  tab().addFile(file("CV.pdf"));
  browser.session = browser.shelf();
  expect(tab().pending.value).toEqual([]);
  server.wake();
  await settle();
  expect(texts()).toEqual(["CV.pdf"]);
});
