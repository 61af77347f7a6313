// Browsers as people have them, with a voice of their own each.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { visitorProgram } from "./network.mjs";
import { install } from "./observe.mjs";

const program = "/usr/bin/chromium";
const usual = [
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--disable-gpu",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
];

/** How long a page may take for what it is asked: this machine does much else. */
const patience = 60_000;

/**
 * browser opens a Chromium whose microphone speaks one file and whose camera
 * films the other. The visitor's runs
 * in the namespace of its own network.
 */
export function browser({ origin, folder, voice, film, elsewhere = false, flags = [] }) {
  const args = [...usual, ...flags, `--unsafely-treat-insecure-origin-as-secure=${origin}`];
  if (voice) args.push(`--use-file-for-fake-audio-capture=${voice}`);
  if (film) args.push(`--use-file-for-fake-video-capture=${film}`);
  return chromium.launch({ executablePath: elsewhere ? visitorProgram(folder, program) : program, args });
}

/** page opens a page that is observed, and fails loudly on what it did not expect. */
export async function page(of, { origin, path = "/", wide = false, language = "fr-BE", before }) {
  const context = await of.newContext({
    viewport: wide ? { width: 1280, height: 800 } : { width: 390, height: 844 },
    locale: language,
    timezoneId: "Europe/Brussels",
    reducedMotion: "reduce",
  });
  await context.addInitScript(install);
  if (before) await context.addInitScript(before);
  context.setDefaultTimeout(patience);
  const opened = await context.newPage();
  opened.on("pageerror", (error) => console.log(`page ${path}: ${error.message}`));
  opened.on("dialog", (dialog) => {
    console.log(`page ${path}: a dialog opened: ${dialog.message()}`);
    process.exitCode = 1;
    dialog.dismiss();
  });
  await opened.goto(origin + path);
  return opened;
}

/** shot keeps a picture of a page, for whoever looks at them afterwards. */
export function shots(folder) {
  mkdirSync(folder, { recursive: true });
  return (of, name) => of.screenshot({ path: join(folder, `${name}.png`) });
}
