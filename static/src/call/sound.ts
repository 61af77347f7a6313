import { signal } from "@preact/signals";
import type { SeatStreams } from "./connection.ts";

/** Plays what arrives on the seats. Pictures are shown by the page; sound is played here, once. */
export class Sound {
  /** The browser waits for a touch before it plays. */
  readonly blocked = signal(false);

  /** The same for as long as the call lasts: Safari lets one play on that a touch has started. */
  private readonly players: readonly HTMLAudioElement[];

  constructor(seats: number, ends: AbortSignal) {
    this.players = Array.from({ length: seats }, () => new Audio());
    // A phone stops sound while the page is in the background.
    const again = () => document.visibilityState === "visible" && this.play();
    document.addEventListener("visibilitychange", again, { signal: ends });
    ends.addEventListener("abort", () => this.end(), { once: true });
  }

  /** Plays these seats from now on. */
  set(seats: readonly SeatStreams[]): void {
    for (const [seat, player] of this.players.entries()) player.srcObject = seats[seat]?.audio ?? null;
    this.play();
  }

  /** Plays on that speaker; empty is the system's own. */
  choose(speaker: string): void {
    for (const player of this.players) {
      // A speaker that has gone leaves the sound where it is.
      if ("setSinkId" in player) player.setSinkId(speaker).catch(() => {});
    }
  }

  /** Starts what does not play yet, and what will; from a touch the browser allows it. */
  play(): void {
    const started: Promise<void>[] = [];
    for (const player of this.players) {
      const playing = player.play();
      // Where there is nothing to play yet, that is not answered before there is.
      if (player.srcObject) started.push(playing);
      else playing.catch(() => {});
    }
    void Promise.allSettled(started).then((results) => {
      this.blocked.value = results.some(
        (result) => result.status === "rejected" && (result.reason as Error).name === "NotAllowedError",
      );
    });
  }

  private end(): void {
    for (const player of this.players) {
      player.pause();
      player.srcObject = null;
    }
  }
}
