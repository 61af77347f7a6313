import { useEffect } from "preact/hooks";

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
