import { expect, test } from "vitest";
import { counted } from "./tabicon.ts";

const colours = { ground: "khaki", ink: "brown" };

test("the icon carries the count, and nothing when nothing is needed", () => {
  expect(counted("<svg></svg>", 0, colours)).toBe("<svg></svg>");
  expect(counted("<svg></svg>", 3, colours)).toMatch(/khaki.*>3<\/text><\/svg>$/);
  expect(counted("<svg></svg>", 12, colours)).toContain(">9+<");
});
