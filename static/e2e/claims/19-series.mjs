// A series of sessions, changed from one of them on; and a session whose host does not come back.
import { accessible } from "../lib/access.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { links, mails } from "../lib/mails.mjs";
import { Guest, Host, smallCamera } from "../lib/meeting.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const title = "Préparer son entretien";
const changed = "Préparer son entretien d’embauche";
const alone = "Financer sa formation";
const minute = 60_000;

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const { server } = scene;
    const host = await Host.open(scene, "amelie", { before: smallCamera });
    await series(scene, host);
    await claim("five minutes without a host end the session for all, who are told why", async () => {
      await host.page.goto(`${server.origin}/hosting`);
      await host.plans(alone, "Hugo", 5);
      const anna = await Guest.open(scene.visitors, server.origin, "/meetings");
      await anna.page.getByRole("link", { name: alone }).click();
      await anna.registers("Anna", "Menuisière");
      await anna.reads("meeting.mine.confirmed");
      await host.looksAt(alone);
      await host.enters();
      await anna.knocks();
      await host.people();
      await host.button("meeting.admit.whom", { name: "Anna" }).click();
      await anna.inRoom();
      await host.page.goto("about:blank");
      await until("she is told that nobody holds it", () =>
        anna.page.getByText(/Personne n’anime/).isVisible(),
      );
      await server.skip(5 * minute);
      await anna.reads("meeting.ended.no_host");
      ensure(
        (await anna.page.evaluate(() => window.observed.capturing("audio"))) === 0,
        "a microphone is open",
      );
    });
  });
}

/** series is three weeks of one session, of which the last two change. */
async function series(scene, host) {
  const { server } = scene;
  const open = (path) => Guest.open(scene.visitors, server.origin, path);
  const field = (key) => host.dialog.getByLabel(say(key), { exact: true });
  const all = (name) => host.page.getByRole("link", { name, exact: true });
  const from = async (hour) => {
    await field("hosting.from").fill(`${hour}:00`);
    await field("hosting.to").fill(`${hour + 1}:00`);
  };
  const save = async () => {
    await host.dialog.getByRole("button", { name: say("hosting.save") }).click();
    await until("it is saved", async () => !(await host.dialog.isVisible()));
  };
  const planned = await claim("a session of each week, for three weeks", async () => {
    await host.button("hosting.plan").click();
    await field("hosting.title.label").fill(title);
    const day = new Date(Date.now() + 3 * 24 * 60 * minute).toISOString().slice(0, 10);
    await field("hosting.date").fill(day);
    await from(10);
    await host.dialog.getByText(say("hosting.weekly")).click();
    await field("hosting.weeks").fill("3");
    await accessible(host.page, "the plan of a series");
    await save();
    await until("there are three", async () => (await all(title).count()) === 3);
  });
  if (!planned) return;
  const guests = [];
  await claim("one of them and those after it are changed; the one before stays as it was", async () => {
    for (const [n, name] of ["Basile", "Chloé"].entries()) {
      const guest = await open("/meetings");
      await guest.page.getByRole("link", { name: title }).nth(n).click();
      await guest.page.waitForURL(/m=/);
      const { page } = guest;
      await page.getByLabel(say("meeting.name.label")).fill(name);
      await page.getByLabel(say("meeting.contact.label")).fill(`${name.toLowerCase()}@example.org`);
      await page.keyboard.press("Enter");
      await guest.reads("meeting.mine.confirmed");
      guests.push(guest);
    }
    await all(title).nth(1).click();
    await host.button("hosting.edit").click();
    await field("hosting.title.label").fill(changed);
    await from(14);
    await host.dialog.getByText(say("hosting.edit.following")).click();
    await save();
    await host.button("hosting.all").click();
    await until("two have the new title", async () => (await all(changed).count()) === 2);
    ensure((await all(title).count()) === 1, "the first has changed, too");
    const cards = host.page.locator(".meeting-card");
    const at = async (n) =>
      (await cards.filter({ hasText: title }).nth(n).textContent()).match(/\d\d:00/)?.[0];
    const times = [await at(0), await at(1), await at(2)];
    ensure(times.join() === "10:00,14:00,14:00", `they begin at ${times}`);
  });
  await claim("who is registered for a changed one is told, and nobody else", async () => {
    const moved = () => mails(server).filter(({ text }) => text.includes(say("mail.meeting_changed.text")));
    const [letter] = await until("the mail is there", () => moved().length > 0 && moved());
    ensure(/à 14\sh/.test(letter.text), "the mail does not say the new time");
    const [basile, chloe] = guests;
    await chloe.page.reload();
    await chloe.page.getByRole("heading", { name: changed }).waitFor();
    ensure(await chloe.page.getByText(/14:00/).first().isVisible(), "her page shows the time before");
    await basile.page.reload();
    await basile.page.getByRole("heading", { name: title, exact: true }).waitFor();
    ensure(await basile.page.getByText(/10:00/).first().isVisible(), "the other's page has changed");
    ensure(moved().length === 1, `${moved().length} were told`);
    ensure(links(letter).length > 0, "the mail has no way to the registration");
    for (const guest of guests) await guest.page.context().close();
  });
}
