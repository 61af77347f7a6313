// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { meant, type Ways } from "./shortcuts.tsx";

const ways: Ways = {
  help: vi.fn(),
  queue: vi.fn(),
  mine: vi.fn(),
  next: vi.fn(),
  open: vi.fn(),
  step: vi.fn(),
  write: vi.fn(),
  facts: vi.fn(),
  transfer: vi.fn(),
};

function pressed(key: string, more: KeyboardEventInit = {}, on = "main"): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, ...more });
  // happy-dom takes Alt for AltGr.
  Object.defineProperty(event, "getModifierState", { value: () => more.modifierAltGraph ?? false });
  Object.defineProperty(event, "target", { value: document.createElement(on) });
  return event;
}

test("a single key works beside a text, and never in one", () => {
  expect(meant(pressed("?"), ways)).toBe(ways.help);
  for (const key of ["?", "j", "k", "n"]) expect(meant(pressed(key, {}, "textarea"), ways)).toBeUndefined();
  expect(meant(pressed("n"), ways)).toBeUndefined();
});

test("who wants no single key keeps those with Alt", () => {
  for (const key of ["?", "j", "k"]) expect(meant(pressed(key), ways, false)).toBeUndefined();
  expect(meant(pressed("n", { altKey: true }), ways, false)).toBe(ways.next);
});

test("with Alt it works anywhere, but AltGr makes characters", () => {
  expect(meant(pressed("n", { altKey: true }, "textarea"), ways)).toBe(ways.next);
  expect(meant(pressed("@", { altKey: true, modifierAltGraph: true, code: "Digit2" }), ways)).toBeUndefined();
  expect(meant(pressed("|", { altKey: true, ctrlKey: true, code: "Digit1" }), ways)).toBeUndefined();
});

test("a digit is one by its place, also on a French keyboard", () => {
  meant(pressed("é", { altKey: true, code: "Digit2" }), ways)?.();
  expect(ways.open).toHaveBeenCalledWith(2);
});

test("j and k go through the conversations", () => {
  meant(pressed("j"), ways)?.();
  meant(pressed("K", { altKey: true }, "textarea"), ways)?.();
  expect(vi.mocked(ways.step).mock.calls).toEqual([[1], [-1]]);
});
