import { signal } from "@preact/signals";
import { chime } from "../../view/sound.ts";

/** What can need the counsellor. */
export type News = "waiting" | "invited" | "message" | "ring" | "followUp" | "due";

const again = 20_000;

/**
 * Gets the counsellor's attention: a sound, and a notification of the desktop
 * when the page is not in front. It repeats, politely, until somebody looks.
 */
export class Attention {
  /** Whether notifications of the desktop could still be allowed. */
  readonly canAsk = signal("Notification" in globalThis && Notification.permission === "default");

  private readonly words: (news: News) => string;
  private last: News | undefined;
  private count = 0;

  constructor(words: (news: News) => string, signal: AbortSignal) {
    this.words = words;
    const timer = setInterval(() => this.remind(), again);
    signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }

  /** Says how many things need the counsellor now. */
  needed(count: number): void {
    this.count = count;
    if (count === 0) this.last = undefined;
  }

  /** Something new needs the counsellor, who may have it before the eyes already. */
  call(news: News, isShown: boolean): void {
    this.last = news;
    if (isShown && document.hasFocus()) return;
    this.raise(news);
  }

  /** Asks for desktop notifications; called by a button, never by the page itself. */
  async ask(): Promise<void> {
    await Notification.requestPermission();
    this.canAsk.value = Notification.permission === "default";
  }

  private remind(): void {
    if (this.last && this.count > 0 && !document.hasFocus()) this.raise(this.last);
  }

  private raise(news: News): void {
    chime();
    if (document.hasFocus() || !("Notification" in globalThis) || Notification.permission !== "granted")
      return;
    // It says that somebody is there, never what they wrote: others may see the screen.
    const shown = new Notification(this.words(news), { tag: `miti-${news}` });
    shown.onclick = () => {
      focus();
      shown.close();
    };
  }
}
