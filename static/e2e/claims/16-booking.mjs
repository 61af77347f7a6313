// An appointment: booked by keyboard, moved, cancelled, lost to somebody faster, offered in a
// chat, and held in its room.
import { accessible } from "../lib/access.mjs";
import { always, anyTime, booksWithAmelie, fill } from "../lib/appointments.mjs";
import { page } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { links, mails } from "../lib/mails.mjs";
import { hears } from "../lib/observe.mjs";
import { begins, say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

/** chosen opens the booking page, where video is chosen, and waits for the times. */
async function chosen(scene) {
  const opened = await page(scene.visitors, { origin: scene.server.origin, path: "/book" });
  await opened.getByRole("radio", { name: say("times.kind.video") }).check();
  await opened.locator(".slot").first().waitFor();
  return opened;
}

const button = (of, key) => of.getByRole("button", { name: say(key), exact: true });

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    await anyTime(scene);
    const counsellor = await scene.counsellor();
    await always(counsellor);
    let own;
    await claim("an appointment is booked by keyboard alone", async () => {
      own = await page(scene.visitors, { origin: scene.server.origin, path: "/book" });
      const { keyboard } = own;
      const focused = (what) => own.evaluate((selector) => document.activeElement?.matches(selector), what);
      const tabTo = (what, key = "Tab") =>
        until(
          `the focus is on ${what}`,
          async () => {
            if (await focused(what)) return true;
            await keyboard.press(key);
            return focused(what);
          },
          { every: 20 },
        );
      await own.locator("input[name=kind]").first().waitFor();
      await tabTo("input[name=kind]");
      await keyboard.press("Space");
      await own.locator(".slot").first().waitFor();
      await accessible(own, "the times");
      await tabTo(".slot");
      await keyboard.press("Enter");
      await tabTo("form input[autocomplete=name]");
      await keyboard.type("Zoé");
      await tabTo("form input[autocomplete=email]");
      await keyboard.type("zoe@example.org");
      await keyboard.press("Enter");
      await own.getByText(say("booking.done")).waitFor();
      await accessible(own, "the appointment");
    });
    await claim("it is moved, and cancelled", async () => {
      const when = own.locator(".when-moment");
      const before = await when.textContent();
      await button(own, "booking.move").click();
      await own.locator(".slot").nth(3).click();
      await own.getByText(say("booking.moved")).waitFor();
      ensure((await when.textContent()) !== before, "the time is the same");
      await button(own, "booking.cancel").click();
      await own
        .getByRole("dialog")
        .getByRole("button", { name: say("booking.cancel.yes") })
        .click();
      await own.getByText(begins("booking.cancelled")).waitFor();
      await own.context().close();
    });
    await claim("who is slower sees other times at once, and keeps what was typed", async () => {
      const [slow, fast] = [await chosen(scene), await chosen(scene)];
      await slow.locator(".slot").nth(1).click();
      await fill(slow, "Lente", "lente@example.org");
      await button(slow, "booking.other").click();
      await slow.locator(".slot").first().waitFor();
      // Somebody takes every counsellor's place at that time while the list is looked at.
      const start = await slow.evaluate(async () => {
        const found = await fetch("/api/booking/slots?kind=video&language=fr&limit=40");
        return (await found.json()).slots[11].start;
      });
      const at = new Date(start).toLocaleTimeString("fr-BE", {
        hour: "2-digit",
        minute: "2-digit",
        timeZone: "Europe/Brussels",
      });
      const took = await fast.evaluate(async (wanted) => {
        let held = 0;
        for (let i = 0; i < 20; i++) {
          const id = Array.from(
            crypto.getRandomValues(new Uint8Array(26)),
            (n) => "abcdefghijklmnopqrstuvwxyz234567"[n % 32],
          ).join("");
          const answer = await fetch("/api/appointments", {
            method: "POST",
            credentials: "omit",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ id, start: wanted, kind: "video", language: "fr" }),
          });
          if (!answer.ok) break;
          held++;
        }
        return held;
      }, start);
      ensure(took > 0, "nobody could hold the time");
      await slow.locator(".slot", { hasText: at }).first().click();
      await slow.getByText(say("booking.gone")).waitFor();
      await slow.locator(".slot").first().click();
      await slow.locator("form").waitFor();
      const kept = await slow.getByRole("textbox", { name: say("booking.person") }).inputValue();
      ensure(kept === "Lente", `the name is ${kept}`);
      await slow.context().close();
      await fast.context().close();
      return `${took} held the time first`;
    });
    const question = "Je voudrais en parler de vive voix.";
    const visitor = await scene.visitor();
    const sentBefore = mails(scene.server).length;
    await claim("times that a counsellor offers in the chat are taken with one tap", async () => {
      await visitor.ask(question);
      await counsellor.take(question);
      await counsellor.menu("agenda.offer");
      const sheet = counsellor.dialog;
      for (let i = 0; i < 3; i++)
        await sheet.locator(".slot[aria-pressed=false]:not([disabled])").first().click();
      await sheet.getByRole("button", { name: say("agenda.offer.send.other", { count: 3 }) }).click();
      const offered = visitor.thread.locator(".offered-times button");
      await until("three times are offered", async () => (await offered.count()) === 3);
      await accessible(visitor.page, "the offer");
      await offered.first().click();
      // Nobody knows the visitor's contact yet: that alone is asked.
      await visitor.page.waitForURL(/\/book#a=/);
      await fill(visitor.page, "Zoé", "zoe@example.org");
      await button(visitor.page, "booking.book").click();
      await visitor.page.getByText(say("booking.done")).waitFor();
      await counsellor.thread.getByText(say("line.appointment_booked.you")).waitFor();
    });
    await claim("whoever is forwarded the mail of an appointment sees it, and not the chat", async () => {
      const mail = await until("the mail is in the box", () => mails(scene.server)[sentBefore]);
      const { pathname, hash } = new URL(links(mail)[0]);
      const path = `${pathname}${hash}`;
      const parent = await page(scene.visitors, { origin: scene.server.origin, path });
      await parent.getByText(say("booking.limited")).waitFor();
      await accessible(parent, "an appointment by its link");
      await parent.goto(`${scene.server.origin}/`);
      await parent.getByText(say("visitor.limited")).waitFor();
      ensure(!(await parent.getByText(question).isVisible()), "the chat is on the page");
      ensure(
        !(await parent.getByRole("navigation", { name: say("visitor.former") }).isVisible()),
        "the chat is in the list",
      );
      await accessible(parent, "the first page by a link");
      await parent.context().close();
    });
    await claim("the two meet in the room, and hear each other", async () => {
      const door = button(visitor.page, "booking.join");
      await door.waitFor();
      await door.click();
      await visitor.throughCheck({ ifAsked: true });
      await visitor.page.getByText(say("visitor.room.told", { name: "Amélie" })).waitFor();
      const admit = button(counsellor.page, "agenda.admit");
      await until("the counsellor sees who waits", () => admit.first().isVisible(), { within: 70_000 });
      await admit.first().click();
      await counsellor.throughCheck({ ifAsked: true });
      await Promise.all([visitor.inCall(), counsellor.inCall()]);
      const [low, high] = await Promise.all([hears(visitor.page, "low"), hears(counsellor.page, "high")]);
      await visitor.hangUp();
      await visitor.write("Merci !");
      await counsellor.reads("Merci !");
      return `visitor hears ${low}, counsellor hears ${high}`;
    });
    await claim("whose counsellor falls ill is offered three other times, and takes one", async () => {
      const ill = await page(scene.visitors, { origin: scene.server.origin, path: "/book" });
      // In the middle of the night nobody but Amélie is there, so that no colleague can step in.
      const night = new Date(Date.now() + 36 * 3_600_000);
      night.setUTCHours(1, 30, 0, 0);
      const wish = { id: "i".repeat(26), name: "Inès", contact: "ines@example.org", from: night };
      const booked = await booksWithAmelie(ill, wish);
      await button(counsellor.page, "agenda.heading").click();
      await button(counsellor.page, "agenda.part.absences").click();
      const until_ = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
      await counsellor.page.getByLabel(say("agenda.ill.until")).fill(until_);
      await accessible(counsellor.page, "the absences");
      await button(counsellor.page, "agenda.relieve").click();
      // The appointment of the chat before lies in it, too: by night nobody can step in there either, by
      // day a colleague does, unless it has begun.
      const asked = ["one", "other"].map((many) => say(`agenda.relieved.asked.${many}`, { count: 2 }));
      await counsellor.page.getByText(new RegExp(asked.join("|"))).waitFor();
      await ill.goto(`${scene.server.origin}/book#a=${booked}`);
      await ill.getByText(say("booking.proposed", { name: "Amélie" })).waitFor();
      const times = ill.locator(".slot");
      await until("three times are held", async () => (await times.count()) === 3);
      await accessible(ill, "the proposal");
      await times.nth(1).click();
      await ill.getByText(say("booking.moved")).waitFor();
      await until("the mails say so", () => {
        const all = mails(scene.server).filter(
          ({ text }) => text.includes("Inès") || text.includes("/book#r="),
        );
        return all.length >= 3;
      });
      await ill.context().close();
    });
  });
}
