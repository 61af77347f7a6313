import { afterEach, expect, test, vi } from "vitest";
import * as commands from "./commands.ts";
import { leaveLink } from "./link.ts";
import { fileAddress } from "./upload.ts";

afterEach(() => vi.unstubAllGlobals());

/** A tab whose server answers a private link so; gives as whom each request was made. */
function tab(answer: object): string[] {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (_: string, { headers }: { headers: Record<string, string> }) => {
    asked.push(headers["miti-as"] ?? "");
    return Response.json(answer);
  });
  return asked;
}

const visitor = { as: "visitor", signal: new AbortController().signal } as const;

test("a tab in which a private link was opened asks by it, until it is left", async () => {
  const asked = tab({ conversations: [], limited: true });
  await commands.resume("token", visitor);
  await commands.getVisitor(visitor);
  expect(fileAddress("c", "f", "visitor")).toMatch(/as=link$/);
  expect(fileAddress("c", "f", "staff")).toMatch(/as=staff$/);
  leaveLink();
  await commands.getVisitor(visitor);
  expect(asked).toEqual(["visitor", "link", "visitor"]);
});

test("where the visitor's own session is, a private link changes nothing", async () => {
  const asked = tab({ conversations: [] });
  await commands.resume("token", visitor);
  await commands.getVisitor(visitor);
  expect(asked).toEqual(["visitor", "visitor"]);
});
