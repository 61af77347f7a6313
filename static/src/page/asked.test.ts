import { afterEach, expect, test, vi } from "vitest";
import { takeAsked } from "./asked.ts";

afterEach(() => vi.unstubAllGlobals());

/** A tab at an address; gives what becomes of it. */
function tab(hash: string) {
  const became = { address: `/book?m=1${hash}`, reloads: 0, onHash: () => {} };
  vi.stubGlobal("location", { hash, pathname: "/book", search: "?m=1", reload: () => became.reloads++ });
  vi.stubGlobal("history", { replaceState: (_: null, __: string, to: string) => (became.address = to) });
  vi.stubGlobal("addEventListener", (_: string, then: () => void) => (became.onHash = then));
  return became;
}

test.each([
  ["", null, "/book?m=1"],
  ["#a=room", null, "/book?m=1#a=room"],
  ["#r=abc-d_1", "abc-d_1", "/book?m=1"],
  ["#r=abc.", "abc", "/book?m=1"],
  ["#r=abc%3E).", "abc", "/book?m=1"],
  ["#r=", "", "/book?m=1"],
])("the address %s has the token %s, and is %s then", (hash, token, address) => {
  const became = tab(hash);
  expect(takeAsked("r").get("r")).toBe(token);
  expect(became.address).toBe(address);
});

test("a link that is opened in the same tab is followed", () => {
  const became = tab("");
  takeAsked("r");
  became.onHash();
  expect(became.reloads).toBe(1);
});
