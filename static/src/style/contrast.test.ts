import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");

function colours(block: string): Record<string, string> {
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]));
}

/** Relative luminance as in WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const schemes = { light: colours(light), dark: { ...colours(light), ...colours(dark) } };
const texts = [
  ["ink", "paper"],
  ["ink", "raised"],
  ["ink", "sunk"],
  ["ink", "act-ground"],
  ["soft", "paper"],
  ["soft", "raised"],
  ["soft", "sunk"],
  ["act", "paper"],
  ["act", "raised"],
  ["on-act", "act"],
  ["on-act", "act-strong"],
  ["soon", "soon-ground"],
  ["ink", "soon-ground"],
  ["danger", "raised"],
  ["danger", "paper"],
  ["danger", "danger-ground"],
  ["on-danger", "danger"],
  ["on-danger", "danger-strong"],
  ["live", "live-ground"],
  ["live", "paper"],
  ["on-stage", "stage"],
  ["on-stage", "stage-raised"],
] as const;
const controls = [
  ["line", "paper"],
  ["line", "raised"],
  ["line", "sunk"],
] as const;

describe.each(Object.entries(schemes))("in the %s scheme", (_, scheme) => {
  test.each(texts)("the text %s on %s has a contrast of 7", (text, ground) => {
    expect(contrast(scheme[text] ?? "", scheme[ground] ?? "")).toBeGreaterThanOrEqual(7);
  });
  test.each(controls)("the edge %s on %s has a contrast of 3", (edge, ground) => {
    expect(contrast(scheme[edge] ?? "", scheme[ground] ?? "")).toBeGreaterThanOrEqual(3);
  });
});
