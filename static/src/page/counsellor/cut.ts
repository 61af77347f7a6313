import { computed, effect, signal } from "@preact/signals";
import type { Need } from "../../state/needs.ts";
import type { Socket } from "../../wire/socket.ts";

/** A connection that is back within this was never missed; after 15 s without one nobody counts as there. */
const cutAfter = 5_000;

/** That the connection is gone, which who is live must know before they count as gone. */
export class Cut {
  /** When it was found to be gone, so that nobody can reach the counsellor. */
  readonly at = signal<number | undefined>(undefined);

  watch(socket: Socket, ends: AbortSignal): void {
    const isCut = computed(() => socket.status.value.is !== "open");
    const stop = effect(() => {
      if (!isCut.value) this.at.value = undefined;
      const timer = isCut.value && setTimeout(() => (this.at.value = Date.now()), cutAfter);
      return () => clearTimeout(timer || undefined);
    });
    ends.addEventListener("abort", stop, { once: true });
  }

  /** What of it needs a counsellor whom somebody may be missing. */
  needs(): Need[] {
    return this.at.value ? [{ key: `cut:${this.at.value}`, news: "cut", conversation: "" }] : [];
  }

  forget(): void {
    this.at.value = undefined;
  }
}
