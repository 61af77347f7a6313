import { useEffect, useLayoutEffect } from "preact/hooks";

/**
 * Brings the focus to a place when what had it has gone, so that nobody who works
 * by keyboard or by ear starts again at the top. It is not taken from anything else.
 */
export function useFocusIfLost(place: { current: HTMLElement | null }, when: unknown): void {
  useEffect(() => {
    const has = document.activeElement;
    if (!has || has === document.body) place.current?.focus({ preventScroll: true });
  }, [when]);
}

/**
 * Hands the focus on to another place when what has it, inside of this one, goes by itself: what rang
 * is taken by a colleague, say. It is looked at each time that the place is rendered.
 */
export function useFocusHandedOn(
  place: { current: HTMLElement | null },
  to: () => HTMLElement | null | undefined,
): void {
  const had = place.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    if (had && document.activeElement === document.body) to()?.focus();
  });
}
