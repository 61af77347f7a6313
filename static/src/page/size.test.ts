import { gzipSync } from "node:zlib";
import { build, type Rollup } from "vite";
import { expect, test, vi } from "vitest";

// A cheap phone on a poor network has to load this before anything can be done.
const limit = 40_000;

const root = new URL("../..", import.meta.url).pathname;

/** The scripts as they are shipped: what is built for a test carries Preact's own checks. */
async function chunks(): Promise<Map<string, Rollup.OutputChunk>> {
  vi.stubEnv("NODE_ENV", "production");
  const built = (await build({ root, logLevel: "silent", build: { write: false } })) as Rollup.RollupOutput;
  const scripts = built.output.filter((file) => file.type === "chunk");
  return new Map(scripts.map((chunk) => [chunk.fileName, chunk]));
}

/** The chunk and all that it cannot begin without. */
function needed(name: string, all: Map<string, Rollup.OutputChunk>, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const imported of all.get(name)?.imports ?? []) needed(imported, all, found);
  return found;
}

test("the visitor's page is light before a call", { timeout: 120_000 }, async () => {
  const all = await chunks();
  const entry = [...all.values()].find(
    (chunk) => chunk.isEntry && chunk.facadeModuleId?.endsWith("index.html"),
  );
  expect(entry).toBeDefined();
  const zipped = (name: string) => gzipSync(all.get(name)?.code ?? "").length;
  const script = [...needed(entry?.fileName ?? "", all)].reduce((sum, name) => sum + zipped(name), 0);
  const texts = [...all.values()].filter((chunk) => chunk.facadeModuleId?.includes(".json?page=visitor"));
  expect(texts).toHaveLength(4);
  const longest = Math.max(...texts.map((chunk) => zipped(chunk.fileName)));
  expect(script + longest).toBeLessThan(limit);
});
