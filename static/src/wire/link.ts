import { Fault } from "./fault.ts";

/**
 * A private link has a session beside the browser's own: it opens what the link is about, and
 * nothing else of the same visitor's. The tab in which it was opened asks by it until it is left.
 */
const key = "miti.link";

/** As whom this tab asks for what is a visitor's. */
export function visitorAs(): "visitor" | "link" {
  return globalThis.sessionStorage?.getItem(key) ? "link" : "visitor";
}

/** Tells whether a token was refused because it stands for nothing, or is too long to. */
export const opensNothing = (error: unknown): boolean =>
  error instanceof Fault && (error.code === "not_found" || error.code === "too_large");

/** From now on this tab asks by the link, or by the browser's own session again. */
export function followLink(follows: boolean): void {
  globalThis.sessionStorage?.setItem(key, follows ? "1" : "");
}

/** What begins in this tab from now on is the browser's own. */
export const leaveLink = () => followLink(false);
