import { signal } from "@preact/signals";
import type { Need, News } from "../../state/needs.ts";
import { chime } from "../../view/sound.ts";

/** What does not wait long is called again sooner, whether somebody looks or not. */
const urgent: readonly News[] = ["offer", "transfer", "ring", "cut"];
/** What has hours left is not called again soon. */
const unhurried: readonly News[] = ["followUp", "due", "swap"];
const soon = 6_000;
const later = 20_000;
const rarely = 20 * 60_000;
/** Who has just come is offered to somebody within this: only who is left then is news of their own. */
const settles = 1_500;

interface Options {
  /** What is said of the news: never what somebody wrote, others may see the screen. */
  words: (news: News) => string;
  /** Says something to those who do not see the page. */
  say: (words: string) => void;
  /** The counsellor follows a notification. */
  onFollow: (need: Need) => void;
  signal: AbortSignal;
}

/**
 * Gets the counsellor's attention for everything that needs it: a sound, and a
 * notification of the desktop when the page is not in front. It repeats until
 * the thing is done, or seen.
 */
export class Attention {
  /** Whether notifications of the desktop could still be allowed. */
  readonly canAsk = signal("Notification" in globalThis && Notification.permission === "default");

  private readonly options: Options;
  private readonly called = new Map<string, { need: Need; at: number; isHeld?: boolean }>();

  constructor(options: Options) {
    this.options = options;
    const timer = setInterval(() => this.remind(), 1_000);
    options.signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }

  /** Takes what needs the counsellor now, and which conversation is before the eyes. */
  update(needs: readonly Need[], opened: string | undefined): void {
    const keys = new Set(needs.map(({ key }) => key));
    for (const key of this.called.keys()) if (!keys.has(key)) this.called.delete(key);
    for (const need of needs) {
      if (this.called.has(need.key)) continue;
      const isHeld = need.news === "waiting";
      this.called.set(need.key, { need, at: Date.now(), isHeld });
      // The thread that is open is a live region of its own.
      const isShown = need.conversation === opened && need.news === "message";
      if (isHeld || (isShown && document.hasFocus())) continue;
      if (isShown) this.raise(need);
      else this.tell(need);
    }
  }

  /** Asks for desktop notifications; called by a button, never by the page itself. */
  async ask(): Promise<void> {
    await Notification.requestPermission();
    this.canAsk.value = Notification.permission === "default";
  }

  private remind(): void {
    const now = Date.now();
    for (const called of this.called.values()) {
      const { news } = called.need;
      if (called.isHeld) {
        if (now - called.at < settles) continue;
        Object.assign(called, { at: now, isHeld: false });
        this.tell(called.need);
        continue;
      }
      const isUrgent = urgent.includes(news);
      const pause = isUrgent ? soon : unhurried.includes(news) ? rarely : later;
      const isDue = now - called.at >= pause;
      if (!isDue || (!isUrgent && document.hasFocus())) continue;
      called.at = now;
      this.raise(called.need);
    }
  }

  private tell(need: Need): void {
    this.options.say(this.options.words(need.news));
    this.raise(need);
  }

  private raise(need: Need): void {
    chime();
    if (document.hasFocus() || !("Notification" in globalThis) || Notification.permission !== "granted")
      return;
    const shown = new Notification(this.options.words(need.news), { tag: `miti-${need.key}` });
    shown.onclick = () => {
      focus();
      shown.close();
      this.options.onFollow(need);
    };
  }
}
