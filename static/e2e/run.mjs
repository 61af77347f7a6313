// The browser tests: the real program, two real browsers on two hosts, real
// speech. `node e2e/run.mjs` proves every claim; with names it proves those;
// `--screenshots` copies the pictures to docs/screenshots.
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { claim, unproven, verdict } from "./lib/claim.mjs";
import { film } from "./lib/film.mjs";
import { makeNetwork } from "./lib/network.mjs";
import { speak } from "./lib/speech.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const program = join(here, "../../bin/miti");
const badnet = join(here, "../../bin/badnet");
const out = join(here, "out");

if (![program, badnet].every(existsSync)) {
  console.error("bin/miti or bin/badnet is not there: make build bin/badnet.");
  process.exit(1);
}
process.on("SIGINT", () => process.exit(130));
process.on("SIGTERM", () => process.exit(143));

const arguments_ = process.argv.slice(2);
const wantsPictures = arguments_.includes("--screenshots");
const wanted = arguments_.filter((each) => !each.startsWith("--"));
const folder = mkdtempSync(join(tmpdir(), "miti-e2e-"));
rmSync(out, { recursive: true, force: true });
makeNetwork();
const voices = { low: speak(folder, "low"), high: speak(folder, "high") };

const films = { teal: film(folder, "teal"), amber: film(folder, "amber") };

const files = readdirSync(join(here, "claims"))
  .filter((each) => each.endsWith(".mjs"))
  .sort();
for (const file of files) {
  const name = file.replace(/^\d+-|\.mjs$/g, "");
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  if (wantsPictures && name !== "pictures") continue;
  const before = unproven();
  await proveFile(file, name);
  // Browsers, encoders and servers share few cores here, and a wait can run out
  // for that alone. So the scene is played once more, from an empty database,
  // and what held only then is named at the end: it is a suspicion to look into.
  if (unproven() > before) {
    console.log(`e2e ${name}: once more, from the beginning`);
    await proveFile(file, name, { again: true });
  }
}
if (wantsPictures) cpSync(out, join(here, "../../docs/screenshots"), { recursive: true });
rmSync(folder, { recursive: true, force: true });
process.exit(verdict());

async function proveFile(file, name, { again = false } = {}) {
  const { prove } = await import(`./claims/${file}`);
  const stage = { program, badnet, folder: mkdtempSync(join(folder, `${name}-`)), voices, films, out };
  let error;
  await prove(stage).catch((caught) => {
    error = caught;
  });
  // What fails outside of a claim is a claim that was not proven.
  if (error || again) await claim(`the scene of ${name}`, () => error && Promise.reject(error));
}
