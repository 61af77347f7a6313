import type { Envelope } from "./protocol.gen.ts";

/** A WebSocket whose other end is the test. */
export class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: Envelope[] = [];
  closed = false;

  send(frame: string): void {
    this.sent.push(JSON.parse(frame));
  }

  close(): void {
    this.closed = true;
  }

  /** Opens, and welcomes the client. It returns the hello. */
  welcome(): Envelope {
    this.onopen?.();
    const hello = this.sent.at(-1) as Envelope;
    this.says({ type: "welcome", id: "hello", data: { epoch: "e1", version: "v1" } });
    return hello;
  }

  says(envelope: Envelope): void {
    this.onmessage?.({ data: JSON.stringify(envelope) });
  }

  /** Answers the newest request. */
  answers(type: string, data?: unknown): void {
    const id = this.sent.at(-1)?.id;
    this.says({ type, ...(id && { id }), data });
  }

  breaks(code = 1006): void {
    this.onclose?.({ code });
  }
}
