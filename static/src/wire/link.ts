/**
 * A private link has a session beside the browser's own: it opens what the link is about, and
 * nothing else of the same visitor's. The tab in which it was opened asks by it until it is left.
 */
const key = "miti.link";

/** As whom this tab asks for what is a visitor's. */
export function visitorAs(): "visitor" | "link" {
  return globalThis.sessionStorage?.getItem(key) ? "link" : "visitor";
}

/** From now on this tab asks by the link. */
export function followLink(): void {
  globalThis.sessionStorage?.setItem(key, "1");
}

/** From now on this tab asks by the browser's own session again: what begins here is its own. */
export function leaveLink(): void {
  globalThis.sessionStorage?.removeItem(key);
}
