import type { Slot } from "./booking.ts";
import type { Failure, FaultCode, Flaw, Instant } from "./protocol.gen.ts";

/** The server's codes, and the page's own for when no answer came at all. */
export type Code = FaultCode | "unreachable";

/** What HTTP's failures have besides. */
interface More {
  slots?: Slot[];
  reference?: string;
}

/** What went wrong, for a sentence of the catalogue ("fault.CODE"). */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: Code;
  /** Who was faster, for `taken`. */
  readonly by: string | undefined;
  /** When the same may be tried again; undefined when that is of no use. */
  readonly retrySeconds: number | undefined;
  /** When the next shift of who asked begins today, for `outside_shift`. */
  readonly next: Instant | undefined;
  /** What of the hours cannot be, for `bad_hours`. */
  readonly flaw: Flaw | undefined;
  /** Other times that can be had, for a `taken` one of an appointment. */
  readonly slots: readonly Slot[];
  /** The number of the request in the server's log. */
  readonly reference: string | undefined;

  constructor(code: Code, details: Partial<Omit<Failure, "code">> & More = {}) {
    super(code);
    this.code = code;
    this.by = details.by;
    this.retrySeconds = details.retrySeconds;
    this.next = details.next;
    this.flaw = details.flaw;
    this.slots = details.slots ?? [];
    this.reference = details.reference;
  }

  /** Reads what the server said. What is not its vocabulary is `internal`. */
  static of(data: unknown): Fault {
    const failure = data as (Failure & More) | null | undefined;
    return typeof failure?.code === "string"
      ? new Fault(failure.code as FaultCode, failure)
      : new Fault("internal");
  }

  /** Whether the same request may succeed later without anybody's doing. */
  get passes(): boolean {
    return this.code === "unreachable" || this.code === "unavailable" || this.retrySeconds !== undefined;
  }
}
