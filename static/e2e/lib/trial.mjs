// The connection test as a visitor opens it.
import { say } from "./people.mjs";

/** openTrial opens the test by keyboard, from "how this works", and returns its sheet. */
export async function openTrial(page) {
  await page.getByRole("button", { name: say("visitor.about.open") }).press("Enter");
  await page.getByRole("button", { name: say("device.connection") }).press("Enter");
  return page.getByRole("dialog", { name: say("trial.heading") });
}

/** said waits for a sentence of the result, as long as it may take on a busy machine. */
export const said = (sheet, key) => sheet.getByText(say(key), { exact: true }).waitFor({ timeout: 60_000 });

/** row is a figure of the result, by its name. */
export const row = (sheet, key) => sheet.locator("dl > div").filter({ hasText: say(key) });
