import { describe, expect, test } from "vitest";
import { arrange, type Candidate, pagesOf } from "./grid.ts";

const one = (id: string, change: Partial<Candidate> = {}): Candidate => ({
  id,
  pinned: false,
  spotlit: false,
  picture: false,
  speaking: false,
  ...change,
});

describe("the grid", () => {
  test.each<[string, string[], Candidate[], string[]]>([
    ["who comes gets the next place", ["a"], [one("b"), one("a")], ["a", "b"]],
    ["who leaves gives their place up, and the others move together", ["a", "b"], [one("b")], ["b"]],
    [
      "while there is room nobody moves, whoever speaks",
      ["a", "b"],
      [one("b", { speaking: true }), one("a")],
      ["a", "b"],
    ],
    [
      "who speaks replaces the last one who does not",
      ["a", "b"],
      [one("a"), one("b"), one("c", { speaking: true })],
      ["a", "c"],
    ],
    [
      "a picture outlasts a voice",
      ["a"],
      [one("a", { picture: true }), one("c", { speaking: true }), one("d")],
      ["a", "c"],
    ],
    ["who fell silent stays", ["a", "c"], [one("a"), one("b"), one("c")], ["a", "c"]],
    [
      "the spotlight always has a place",
      ["a", "b"],
      [one("a", { picture: true }), one("b", { picture: true }), one("c", { spotlit: true })],
      ["a", "c"],
    ],
    [
      "who is pinned comes before the spotlight",
      ["a", "b"],
      [one("a", { spotlit: true, picture: true }), one("b", { spotlit: true }), one("c", { pinned: true })],
      ["a", "c"],
    ],
  ])("%s", (_, before, all, after) => {
    expect(arrange(before, all, 2)).toEqual(after);
  });
});

test.each<[string, string[], string[], string[][]]>([
  ["who has room on the first page needs no other", ["a", "b"], ["b", "a"], [["a", "b"]]],
  ["an empty room is one page", [], [], [[]]],
  [
    "the others follow as they came, each on one page",
    ["c", "a"],
    ["a", "b", "c", "d", "e"],
    [["c", "a"], ["b", "d"], ["e"]],
  ],
])("pages: %s", (_, first, all, pages) => {
  const candidates = all.map((id) => one(id));
  expect(pagesOf(first, candidates, 2)).toEqual(pages);
});
