import { signal } from "@preact/signals";
import type { SeatStreams } from "./connection.ts";

/** Plays what arrives on the seats. Pictures are shown by the page; sound is played here, once. */
export class Sound {
  /** The browser waits for a touch before it plays. */
  readonly blocked = signal(false);

  private readonly players: HTMLAudioElement[] = [];
  private speaker = "";

  constructor(ends: AbortSignal) {
    // A phone stops sound while the page is in the background.
    const again = () => document.visibilityState === "visible" && this.play();
    document.addEventListener("visibilitychange", again, { signal: ends });
    ends.addEventListener("abort", () => this.set([]), { once: true });
  }

  /** Plays these seats from now on. */
  set(seats: readonly SeatStreams[]): void {
    for (const player of this.players.splice(0)) {
      player.pause();
      player.srcObject = null;
    }
    for (const { audio } of seats) {
      const player = new Audio();
      player.srcObject = audio;
      this.players.push(player);
    }
    this.choose(this.speaker);
    this.play();
  }

  /** Plays on that speaker; empty is the system's own. */
  choose(speaker: string): void {
    this.speaker = speaker;
    for (const player of this.players) {
      // A speaker that has gone leaves the sound where it is.
      if ("setSinkId" in player) player.setSinkId(speaker).catch(() => {});
    }
  }

  /** Starts what does not play yet; from a touch the browser allows it. */
  play(): void {
    const started = this.players.map((player) => player.play());
    void Promise.allSettled(started).then((results) => {
      this.blocked.value = results.some(
        (result) => result.status === "rejected" && (result.reason as Error).name === "NotAllowedError",
      );
    });
  }
}
