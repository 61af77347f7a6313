import { expect, test } from "vitest";
import { onOneLine } from "./said.ts";

test.each([
  ["nothing", [], ""],
  ["one sentence stays whole", ["You are heard."], "You are heard."],
  ["only the last keeps its stop", ["One.", "Two", "Three."], "One · Two · Three."],
  ["other signs stay", ["Coming back…", "Why?", "So."], "Coming back… · Why? · So."],
])("%s", (_, said, line) => {
  expect(onOneLine(said)).toBe(line);
});
