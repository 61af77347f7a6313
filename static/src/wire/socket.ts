import { signal as makeSignal, type ReadonlySignal } from "@preact/signals";
import { Fault } from "./fault.ts";
import { visitorAs } from "./link.ts";
import {
  closeDraining,
  closeResume,
  closeSession,
  closeTooMany,
  type Envelope,
  type Events,
  type Position,
  type Requests,
  type Snapshots,
} from "./protocol.gen.ts";
import { backoff, wait } from "./wait.ts";

/** What a stream brings: its state, what happens in it, or that it may not be watched. */
export type Incoming =
  | { [T in keyof Snapshots]: { type: T; data: Snapshots[T] } }[keyof Snapshots]
  | { [T in keyof Events]: { type: T; data: Events[T] } }[keyof Events];

/** How the socket is, as a person may be told. */
export type SocketStatus =
  | { is: "connecting" }
  | { is: "open" }
  | { is: "waiting"; until: number }
  | { is: "refused"; code: "unauthenticated" };

/** The one socket of a page. It comes back by itself and resumes where it was. */
export interface Socket {
  readonly status: ReadonlySignal<SocketStatus>;
  /**
   * Calls the handler with the state of a stream and with each event once, in order, until the
   * signal fires. Whoever watches a stream that is watched already gets what comes from now on.
   */
  watch(stream: string, handler: (incoming: Incoming) => void, signal: AbortSignal): void;
  /**
   * Sends a request as soon as the socket is open, and resolves with its answer. A Fault
   * `unreachable` says that none came: the socket was lost, or too slow to be alive.
   */
  request<T extends Answered>(
    type: T,
    data: Requests[T]["data"],
    signal?: AbortSignal,
  ): Promise<Requests[T]["answer"]>;
  /** Asks for the state of a watched stream anew: more of it may be ours to see by now. */
  again(stream: string): void;
  /** Says that the person is writing; lost when the socket is not open. */
  typing(conversation: string): void;
  /** Finds out whether the socket is still alive, and connects again if not. */
  check(): void;
  /** Connects again now, with the session that the browser has by now. */
  renew(): void;
}

type Answered = Exclude<keyof Requests, "hello" | "typing">;

/** What the socket needs of the browser; tests give their own. */
export interface SocketOptions {
  /** Where it connects to, each time. */
  url: () => string;
  signal: AbortSignal;
  open?: (url: string) => WebSocket;
}

const answerWithin = 8_000;
const checkWithin = 4_000;
/** Dead sockets are silent, too: after so long without a frame we ask. */
const quietFor = 25_000;
const firstPause = 400;
const longestPause = 10_000;
const crowdedPause = 5_000;

/** Connects, and stays connected until the signal fires. */
export function connectSocket(options: SocketOptions): Socket {
  return new Connection(options);
}

/** Connects to the server that the page came from, as one of the two kinds of people. */
export function connectHere(as: "staff" | "visitor", signal: AbortSignal): Socket {
  const at = `${location.origin.replace(/^http/, "ws")}/ws/${as}`;
  return connectSocket({ url: () => (as === "visitor" ? `${at}?as=${visitorAs()}` : at), signal });
}

/** What is the whole state of a stream, and so counts whatever its number. */
const snapshots: Record<keyof Snapshots, true> = {
  conversation: true,
  queue: true,
  inbox: true,
  meeting: true,
};

interface Watched {
  position: Position;
  handlers: Set<(incoming: Incoming) => void>;
}

interface Pending {
  frame: string;
  sent: boolean;
  timer: ReturnType<typeof setTimeout>;
  resolve: (data: never) => void;
  reject: (reason: unknown) => void;
}

class Connection implements Socket {
  readonly status = makeSignal<SocketStatus>({ is: "connecting" });

  private readonly options: SocketOptions;
  private readonly streams = new Map<string, Watched>();
  private readonly pending = new Map<string, Pending>();
  private socket: WebSocket | undefined;
  private requests = 0;
  private failures = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private quiet: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SocketOptions) {
    this.options = options;
    const { signal } = options;
    if (signal.aborted) return;
    signal.addEventListener("abort", () => this.end(), { once: true });
    globalThis.addEventListener?.("online", () => this.hurry(), { signal });
    globalThis.addEventListener?.("offline", () => this.lose(), { signal });
    globalThis.document?.addEventListener(
      "visibilitychange",
      () => document.visibilityState === "visible" && this.hurry(),
      { signal },
    );
    this.connect();
  }

  watch(stream: string, handler: (incoming: Incoming) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    const known = this.streams.get(stream);
    if (known) {
      known.handlers.add(handler);
    } else {
      this.streams.set(stream, { position: { stream }, handlers: new Set([handler]) });
      // While it is not open, the hello will name the stream.
      if (this.isOpen) void this.follow(stream);
    }
    signal.addEventListener("abort", () => this.unwatch(stream, handler), { once: true });
  }

  again(stream: string): void {
    const watched = this.streams.get(stream);
    if (!watched) return;
    watched.position = { stream };
    void this.follow(stream);
  }

  /** Asks for a stream that the server does not send yet, again while the reason may pass. */
  private async follow(stream: string, pause?: number): Promise<void> {
    if (pause) await wait(pause, this.options.signal);
    const watched = this.streams.get(stream);
    if (!watched || !this.isOpen) return;
    try {
      await this.request("watch", watched.position);
    } catch (error) {
      this.notFollowed(stream, error);
    }
  }

  private notFollowed(stream: string, error: unknown): void {
    if (error instanceof Fault && error.passes) {
      void this.follow(stream, (error.retrySeconds ?? 0) * 1000 + backoff(1, firstPause, longestPause));
    }
    // What is not ours to watch stays silent; the next hello asks for it again.
  }

  private unwatch(stream: string, handler: (incoming: Incoming) => void): void {
    const watched = this.streams.get(stream);
    watched?.handlers.delete(handler);
    if (watched?.handlers.size !== 0) return;
    this.streams.delete(stream);
    if (this.isOpen) this.request("unwatch", { stream }).catch(() => {});
  }

  request<T extends Answered>(
    type: T,
    data: Requests[T]["data"],
    signal?: AbortSignal,
  ): Promise<Requests[T]["answer"]> {
    return this.ask(type, data, answerWithin, signal);
  }

  typing(conversation: string): void {
    if (this.isOpen) this.send({ type: "typing", data: { conversation } });
  }

  check(): void {
    // Leaving what is not watched changes nothing, and any answer is a sign of life.
    if (this.isOpen) this.ask("unwatch", { stream: "none" }, checkWithin).catch(() => {});
  }

  renew(): void {
    this.failures = 0;
    this.drop();
    this.connect();
  }

  private get isOpen(): boolean {
    return this.status.peek().is === "open";
  }

  private connect(): void {
    clearTimeout(this.retry);
    if (this.options.signal.aborted) return;
    this.status.value = { is: "connecting" };
    const socket = this.options.open?.(this.options.url()) ?? new WebSocket(this.options.url());
    this.socket = socket;
    socket.onopen = () => this.hello();
    socket.onmessage = (message) => this.receive(message.data);
    socket.onclose = (event) => this.closed(event.code);
    this.listen(answerWithin);
  }

  /** Gives the socket so long to say something before it is asked, or given up while it opens. */
  private listen(ms: number): void {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => {
      if (this.isOpen) this.check();
      else this.lose();
    }, ms);
  }

  private hello(): void {
    const streams = [...this.streams.values()].map((watched) => watched.position);
    this.send({ type: "hello", id: "hello", data: { streams } });
  }

  private receive(frame: unknown): void {
    this.listen(quietFor);
    let envelope: Envelope;
    try {
      envelope = JSON.parse(String(frame)) as Envelope;
    } catch {
      this.lose(); // not our server: perhaps a proxy's
      return;
    }
    if (envelope.id === "hello") this.welcomed(envelope);
    else if (envelope.id) this.answered(envelope.id, envelope);
    else if (envelope.stream) this.happened(envelope.stream, envelope);
    // What concerns this client alone is in no stream: whoever knows the room takes it.
    else for (const { handlers } of this.streams.values()) tell(handlers, envelope);
  }

  private welcomed(envelope: Envelope): void {
    if (envelope.type === "error") {
      const fault = Fault.of(envelope.data);
      if (envelope.stream) this.notFollowed(envelope.stream, fault);
      else if (fault.code === "unauthenticated") this.refuse();
      else this.lose();
      return;
    }
    this.failures = 0;
    this.status.value = { is: "open" };
    for (const pending of this.pending.values()) this.sendPending(pending);
  }

  private answered(id: string, envelope: Envelope): void {
    const pending = this.take(id);
    if (envelope.type === "error") pending?.reject(Fault.of(envelope.data));
    else pending?.resolve(envelope.data as never);
  }

  private happened(stream: string, envelope: Envelope): void {
    const watched = this.streams.get(stream);
    if (!watched) return;
    const { seq, epoch } = envelope;
    if (seq || epoch) {
      const at = watched.position;
      if (!(envelope.type in snapshots) && at.epoch === epoch && seq !== undefined && seq <= (at.seq ?? 0))
        return;
      watched.position = { stream, seq: seq ?? 0, ...(epoch && { epoch }) };
    }
    tell(watched.handlers, envelope);
  }

  private ask<T extends Answered>(
    type: T,
    data: Requests[T]["data"],
    within: number,
    signal?: AbortSignal,
  ): Promise<Requests[T]["answer"]> {
    const ends = this.options.signal;
    if (ends.aborted || signal?.aborted) return Promise.reject(new DOMException("aborted", "AbortError"));
    const id = String(++this.requests);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.expire(id), within);
      const pending: Pending = {
        frame: JSON.stringify({ type, id, data }),
        sent: false,
        timer,
        resolve,
        reject,
      };
      this.pending.set(id, pending);
      signal?.addEventListener("abort", () => this.take(id)?.reject(signal.reason), { once: true });
      if (this.isOpen) this.sendPending(pending);
    });
  }

  private sendPending(pending: Pending): void {
    pending.sent = true;
    this.socket?.send(pending.frame);
  }

  private send(envelope: Envelope): void {
    this.socket?.send(JSON.stringify(envelope));
  }

  private take(id: string): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }

  /** A request without an answer: nothing is on the other end, whatever the browser believes. */
  private expire(id: string): void {
    const pending = this.take(id);
    pending?.reject(new Fault("unreachable"));
    if (pending?.sent) this.lose();
  }

  private closed(code: number): void {
    if (code === closeSession) {
      this.refuse();
      return;
    }
    const atOnce = code === closeResume || code === closeDraining;
    this.drop();
    const pause = backoff(this.failures, atOnce ? firstPause / 2 : firstPause, longestPause);
    this.failures++;
    this.waitFor(code === closeTooMany ? Math.max(pause, crowdedPause) : pause);
  }

  private lose(): void {
    if (!this.socket) return;
    this.closed(0);
  }

  private waitFor(pause: number): void {
    this.status.value = { is: "waiting", until: Date.now() + pause };
    this.retry = setTimeout(() => this.connect(), pause);
  }

  /** The network or the person is back: no need to wait, and no belief in an old socket. */
  private hurry(): void {
    if (this.status.peek().is === "waiting") this.connect();
    else this.check();
  }

  private refuse(): void {
    this.drop();
    this.status.value = { is: "refused", code: "unauthenticated" };
  }

  /** Leaves the present socket. What was sent on it and has no answer will get none. */
  private drop(): void {
    clearTimeout(this.retry);
    clearTimeout(this.quiet);
    const socket = this.socket;
    this.socket = undefined;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    for (const [id, pending] of this.pending) {
      if (pending.sent) this.take(id)?.reject(new Fault("unreachable"));
    }
  }

  private end(): void {
    this.drop();
    for (const id of this.pending.keys()) this.take(id)?.reject(new DOMException("aborted", "AbortError"));
    this.streams.clear();
  }
}

function tell(handlers: Set<(incoming: Incoming) => void>, { type, data }: Envelope): void {
  for (const handler of [...handlers]) handler({ type, data } as Incoming);
}
