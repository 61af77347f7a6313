// A group session from its plan to its end: six pages, of which the hosts show
// small pictures and the guests are only heard; more video starves two cores.
import { accessible } from "../lib/access.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { mails } from "../lib/mails.mjs";
import { countTones, Guest, Host, smallCamera, stubborn } from "../lib/meeting.mjs";
import { hears, movingPictures, sendsNoSound, silentAt } from "../lib/observe.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const title = "Rédiger un CV";
const names = ["Anna", "Basile", "Chloé", "David"];

const silent = (person) => until("nothing is heard", () => silentAt(person.page, 800));

const sent = (person) => person.page.evaluate(() => window.observed.soundSent());

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const { origin } = scene.server;
    const open = (path, options) => Guest.open(scene.visitors, origin, path, options);
    const host = await Host.open(scene, "amelie", {
      before: { content: `(${smallCamera})();(${countTones})()` },
    });
    let guests = [];
    let path = "";
    await claim("a session is planned, and four register without an account, by keyboard", async () => {
      await host.plans(title, "Hugo", names.length);
      const first = await open("/meetings");
      await first.page.getByRole("link", { name: title }).click();
      await first.page.waitForURL(/m=/);
      path = new URL(first.page.url()).pathname + new URL(first.page.url()).search;
      const others = await Promise.all(
        names.slice(1).map((_, n) => open(path, n === 0 ? { before: stubborn } : {})),
      );
      guests = [first, ...others];
      for (const [n, guest] of guests.entries()) {
        await guest.registers(names[n], "Menuisier");
        await guest.reads("meeting.mine.confirmed");
      }
      await accessible(first.page, "a registration");
    });
    await claim("who comes too late waits, and gets the place that somebody gives up", async () => {
      const late = await open(path);
      await late.registers("Emma", "Boulangère");
      await late.reads("meeting.mine.waiting", { place: 1 });
      const david = guests.pop();
      await david.button("meeting.withdraw").click();
      await david.reads("meeting.mine.withdrawn");
      await david.page.close();
      await late.page.reload();
      await late.reads("meeting.mine.offered");
      await late.button("meeting.offered.take").click();
      await late.reads("meeting.mine.confirmed");
      guests.push(late);
    });
    const [anna, basile, chloe, emma] = guests;
    const cohost = await Host.open(scene, "hugo", { before: smallCamera });
    const inside = await claim(
      "guests wait with the word that the host knows, with one sound for all",
      async () => {
        await Promise.all([host.looksAt(title), cohost.looksAt(title)]);
        await host.enters();
        await cohost.enters();
        const tones = await host.page.evaluate(() => window.tones);
        for (const guest of guests) await guest.knocks();
        await until("all are told", async () => {
          const told = guests.map((guest) =>
            guest.page.getByText(/Amélie sait que vous êtes là/).isVisible(),
          );
          return (await Promise.all(told)).every(Boolean);
        });
        await until("the host sees four", () =>
          host.page.getByText(say("meeting.news.waiting.other", { count: 4 })).isVisible(),
        );
        const made = (await host.page.evaluate(() => window.tones)) - tones;
        ensure(made === 2, `the host heard ${made} tones, not the two of one sound`);
        ensure(await silentAt(anna.page), "a guest hears the room before being let in");
        await accessible(anna.page, "the waiting room");
      },
    );
    if (!inside) return;
    await claim("one is let in, then all; they hear and see the hosts, and nobody hears them", async () => {
      await host.people();
      await host.button("meeting.admit.whom", { name: "Anna" }).click();
      await anna.inRoom();
      ensure(!(await chloe.page.locator(".room-controls").isVisible()), "all were let in");
      await host.button("meeting.admit.all").click();
      await Promise.all(guests.map((guest) => guest.inRoom()));
      await Promise.all(guests.map((guest) => guest.connected()));
      await hears(anna.page, "low");
      await until("a guest sees both hosts", async () => (await movingPictures(emma.page)) >= 2, {
        within: 20_000,
      });
      await accessible(host.page, "the host's room");
      await accessible(anna.page, "a guest's room");
    });
    await claim("a guest pins whom they would see, by keyboard, for themselves alone", async () => {
      const pin = emma.button("meeting.pin", { name: "Hugo" });
      await pin.focus();
      await emma.page.keyboard.press("Enter");
      const leads = (person) => person.page.locator(".tile.leads figcaption").getByText("Hugo").isVisible();
      await until("who is pinned is shown large", () => leads(emma));
      ensure((await pin.getAttribute("aria-pressed")) === "true", "the button does not say that it is on");
      ensure(!(await leads(anna)), "another guest's page has changed, too");
      await accessible(emma.page, "a pinned picture");
      await emma.page.keyboard.press("Enter");
      await until("who is not pinned any more is small", async () => !(await leads(emma)));
    });
    await claim("hands are in order, and who is asked to speak is heard", async () => {
      await Promise.all([host.control("call.mute").click(), cohost.control("call.mute").click()]);
      await chloe.control("meeting.hand.up").click();
      await chloe.reads("meeting.hand.waits");
      await basile.control("meeting.hand.up").click();
      const side = await host.people();
      const raised = side.getByRole("region", { name: say("meeting.hands") }).getByRole("listitem");
      await until("both hands are up", async () => (await raised.count()) === 2);
      ensure((await raised.first().textContent()).includes("Chloé"), "the first hand is not the first");
      await silent(cohost);
      await host.button("meeting.lower.whom", { name: "Chloé" }).click();
      await host.button("meeting.speak.whom", { name: "Basile" }).click();
      await basile.control("call.unmute").click();
      await hears(cohost.page, "high");
      await until("the grid says who speaks", () =>
        host.page.locator(".tile.speaking").getByText(say("call.speaks")).isVisible(),
      );
    });
    await claim("who is muted is not heard, although their page goes on sending", async () => {
      await host.tool("Basile", "meeting.mute");
      await basile.reads("meeting.listening");
      await silent(cohost);
      const before = await sent(basile);
      ensure(await silentAt(anna.page, 1500), "another guest hears who is muted");
      const more = (await sent(basile)) - before;
      ensure(more > 20, `the muted page sent ${more} packets: nothing had to be held back`);
      return `${more} packets were not passed on`;
    });
    await claim("the page of who is muted by the host stops sending by itself", async () => {
      await emma.control("meeting.hand.up").click();
      await host.people();
      await host.button("meeting.speak.whom", { name: "Emma" }).click();
      await emma.control("call.unmute").click();
      await hears(cohost.page, "high");
      await host.tool("Emma", "meeting.mute");
      await emma.reads("meeting.listening");
      await silent(cohost);
      return sendsNoSound(emma.page);
    });
    await claim("who is removed is out, and kept out", async () => {
      await host.tool("Chloé", "meeting.remove");
      await chloe.reads("meeting.removed.heading");
      await chloe.page.reload();
      await chloe.reads("meeting.removed");
      ensure(!(await chloe.button("meeting.enter").isVisible()), "the way in is open");
    });
    await claim("a co-host is one no more, and named again from the room", async () => {
      await host.tool("Hugo", "meeting.cohost.dismiss");
      await cohost.reads("meeting.dismissed.heading");
      ensure(
        (await cohost.page.evaluate(() => window.observed.capturing("audio"))) === 0,
        "the microphone of who does not hold it any more is open",
      );
      const side = await host.people();
      await side.getByText(say("meeting.cohost.name")).click();
      await side.getByLabel(say("meeting.cohost.whom")).selectOption({ label: "Hugo" });
      await accessible(host.page, "the choice of a co-host");
      await host.button("meeting.cohost.add").click();
      await cohost.button("meeting.over.attendance").click();
      await cohost.enters();
    });
    await claim(
      "without its host the session goes on; without any, all are told until one comes back",
      async () => {
        await host.page.close();
        await hears(anna.page, "low");
        await cohost.page.goto("about:blank");
        await until("all are told", () => anna.page.getByText(/Personne n’anime/).isVisible(), {
          within: 60_000,
        });
        await cohost.page.goBack();
        await cohost.inRoom(); // nobody is asked twice in one tab
        await until(
          "a host is back",
          async () => !(await anna.page.getByText(/Personne n’anime/).isVisible()),
          {
            within: 20_000,
          },
        );
      },
    );
    await claim("the end for all, and who was there", async () => {
      await cohost.control("meeting.tools").click();
      await cohost.button("meeting.end").click();
      await Promise.all([anna, emma].map((guest) => guest.reads("meeting.ended.host")));
      ensure(
        (await anna.page.evaluate(() => window.observed.capturing("audio"))) === 0,
        "a microphone is open",
      );
      await cohost.button("meeting.over.attendance").click();
      const row = cohost.page.getByRole("listitem").filter({ hasText: "Anna" });
      await until("the attendance is there", () => row.getByText(/Présence de/).isVisible());
      await accessible(cohost.page, "the attendance");
    });
    await claim("what the host writes afterwards reaches those who came, once", async () => {
      const { page: shown, dialog } = cohost;
      await cohost.button("hosting.afterword").click();
      const send = dialog.getByRole("button", { name: say("hosting.afterword.send.other", { count: 3 }) });
      await send.click();
      await dialog.getByText(say("hosting.afterword.missing")).waitFor();
      await dialog.getByLabel(/^Votre message/).fill("Les documents : https://example.org/cv");
      await accessible(shown, "the word after the session");
      await send.click();
      await shown.getByRole("heading", { name: say("hosting.afterword.written") }).waitFor();
      ensure(!(await cohost.button("hosting.afterword").isVisible()), "it could be sent twice");
      const sent = () => mails(scene.server).filter(({ text }) => text.includes("https://example.org/cv"));
      await until("three have it by mail", () => sent().length === 3);
      ensure(
        sent().every(({ text }) => /\/book#r=/.test(text)),
        "the way to an interview is missing",
      );
    });
  });
}
