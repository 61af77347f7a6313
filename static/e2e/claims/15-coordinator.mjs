// The coordinator: a live board, a call for help, the roster with its gaps, going
// live outside the shift, the hours with what visitors will see, and closing early.
import { accessible } from "../lib/access.mjs";
import { shots } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

/** The page at both widths, without what axe finds. */
async function looks(stage, person, name) {
  const shot = shots(stage.out);
  for (const [width, height] of [
    [1280, 800],
    [390, 844],
  ]) {
    await person.page.setViewportSize({ width, height });
    await accessible(person.page, `${name} at ${width}`);
    const overflow = await person.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    ensure(overflow <= 0, `${name} is ${overflow} px too wide at ${width}`);
    await shot(person.page, `${name}-${width}`);
  }
  await person.page.setViewportSize({ width: 1280, height: 800 });
}

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const sabine = await scene.coordinator();
    const amelie = await scene.counsellor("amelie");
    const bram = await scene.counsellor("bram");
    const question = "Bonjour, quelle école pour devenir soudeur ?";
    const visitor = await scene.visitor();

    await claim("the board counts who waits, for how long, and who is there, without a reload", async () => {
      await until("two are live", async () => (await sabine.figure("live")) === "2");
      ensure((await sabine.figure("waiting")) === "0", "somebody waits already");
      await visitor.ask(question);
      await until("one waits", async () => (await sabine.figure("waiting")) === "1");
      const first = await sabine.figure("longest");
      await until("the longest wait grows", async () => (await sabine.figure("longest")) !== first);
      await bram.declares("away");
      await until("one is live", async () => (await sabine.figure("live")) === "1");
      await looks(stage, sabine, "coordinator-board");
    });

    await claim("a call for help reaches who is away, who comes by one button", async () => {
      await sabine.button("coordinator.help.open").click();
      await sabine.dialog.getByRole("button", { name: say("coordinator.help.send") }).click();
      await sabine.page.getByText(say("coordinator.help.reached.one", { count: 1 })).waitFor();
      await bram.page.getByText(say("counsellor.help.text", { name: "Sabine" })).waitFor();
      await bram.button("counsellor.help.yes").click();
      await until("two are live again", async () => (await sabine.figure("live")) === "2");
      ensure(
        (await amelie.page.getByText(say("counsellor.help.text", { name: "Sabine" })).count()) === 0,
        "who is available was called, too",
      );
    });

    await claim("a gap of the roster closes when a shift is added, and a week is copied", async () => {
      const { page } = sabine;
      await sabine.opens("roster");
      await sabine.button("coordinator.needs").click();
      await sabine.dialog
        .getByRole("combobox", { name: say("coordinator.topic") })
        .selectOption({ label: say("topic.business") });
      await sabine.dialog
        .getByRole("combobox", { name: say("coordinator.language") })
        .selectOption({ label: say("language.fr") });
      await sabine.dialog.getByRole("button", { name: say("coordinator.needs.add") }).click();
      await sabine.dialog.getByRole("button", { name: say("coordinator.save") }).click();
      const gaps = page.getByRole("region", { name: /manque/ }).getByRole("listitem");
      await until("the whole week lacks somebody", async () => (await gaps.count()) === 1);
      // As the page says it: by the centre's clock, and the first of a month in the French way.
      const days = new Intl.DateTimeFormat("fr", {
        weekday: "long",
        day: "numeric",
        month: "long",
        timeZone: "Europe/Brussels",
      });
      const today = days.format(new Date()).replace(/(^| )1 /, "$11er ");
      await sabine.button("coordinator.shift.add", { name: "Amélie", day: today }).click();
      await sabine.dialog.getByLabel(say("coordinator.from")).fill("00:00");
      await sabine.dialog.getByLabel(say("coordinator.to")).fill("00:00");
      await sabine.dialog.getByRole("button", { name: say("coordinator.save") }).click();
      await page.getByRole("button", { name: new RegExp(`Amélie, ${today}, 00:00–00:00`) }).waitFor();
      await until("today lacks nobody", async () =>
        (await gaps.allTextContents()).every((text) => !text.includes(`: ${today}`)),
      );
      await looks(stage, sabine, "coordinator-roster");
      await sabine.button("coordinator.week.copy").click();
      await page.getByText(say("coordinator.copied.one", { count: 1 })).waitFor();
      await page.getByRole("button", { name: /Amélie, .*, 00:00–00:00/ }).waitFor();
    });

    await claim("a shift changes hands: at once, or by the coordinator's word", async () => {
      const shifts = async (who) => {
        await who.button("agenda.heading").click();
        await who.button("agenda.part.shifts").click();
      };
      await amelie.page.reload(); // the roster is looked at every few minutes
      await amelie.presence.waitFor();
      await shifts(amelie);
      const ask = amelie.page.getByRole("button", { name: new RegExp(`^${say("agenda.shift.ask")} pour`) });
      await ask.first().click();
      await amelie.dialog
        .getByRole("combobox", { name: say("agenda.shift.ask.whom") })
        .selectOption({ label: "Bram" });
      await accessible(amelie.page, "asking for a swap");
      await amelie.dialog.getByRole("button", { name: say("agenda.shift.ask.send") }).click();
      await amelie.page.getByText(say("agenda.shift.asked", { name: "Bram" })).waitFor();
      await looks(stage, amelie, "counsellor-shifts");
      await bram.page.reload();
      await bram.page.getByText(/Amélie vous demande de prendre/).waitFor();
      await looks(stage, bram, "counsellor-swap");
      // Bram does not do what is needed: it is for the coordinator to say.
      await bram.button("agenda.shift.take").click();
      await shifts(bram);
      await bram.page.getByText(/Vous prendriez la permanence de Amélie/).waitFor();
      await sabine.page.reload();
      await sabine.page.getByText(/Bram prendrait la permanence de Amélie/).waitFor();
      await looks(stage, sabine, "coordinator-swap");
      await sabine.button("coordinator.swap.yes").click();
      await until("it is decided", async () => {
        return (await sabine.page.getByRole("heading", { name: say("coordinator.swaps") }).count()) === 0;
      });
      await bram.page.reload();
      await bram.presence.waitFor();
      await shifts(bram);
      const kept = bram.page.getByRole("button", { name: new RegExp(`^${say("agenda.shift.ask")} pour`) });
      await kept.first().waitFor();
      await bram.button("agenda.heading").click();
      await amelie.page.reload();
      await amelie.presence.waitFor();
    });

    await claim("going live outside the shift asks once", async () => {
      await bram.declares("away");
      await bram.declares("available");
      await bram.dialog.getByText(say("fault.outside_shift")).waitFor();
      await bram.dialog.getByRole("button", { name: say("counsellor.outside.yes") }).click();
      const isLive = () =>
        bram.presence
          .getByRole("radio", { name: say("counsellor.duty.available"), checked: true })
          .isVisible();
      await until("Bram is live", isLive);
      await bram.declares("away");
      await bram.declares("available");
      await until("Bram is live, unasked", isLive);
      ensure((await bram.dialog.count()) === 0, "it was asked again");
      await amelie.declares("away");
      await amelie.isThere(); // she is in her shift, and not asked
    });

    await claim("hours show what visitors will see before they are saved", async () => {
      const { page } = sabine;
      await sabine.opens("hours");
      const preview = page.getByRole("region", { name: say("coordinator.preview.heading") });
      await preview.getByRole("table").first().waitFor();
      const closed = () => preview.getByText(say("coordinator.closed"), { exact: false }).count();
      const before = await closed();
      await page.getByRole("checkbox", { name: say("coordinator.legal.keep") }).check();
      const first = page.getByRole("button", { name: /^Retirer lundi/ }).first();
      await first.click();
      await until("Mondays are closed in the preview", async () => (await closed()) >= before + 4);
      await looks(stage, sabine, "coordinator-hours");
      await sabine.button("coordinator.hours.undo").click();
      await until("as it was", async () => (await closed()) === before);
    });

    await claim("how people book is set centre by centre, and the list of free times follows", async () => {
      const { page } = sabine;
      await sabine.opens("booking");
      const minutes = page.getByLabel(say("coordinator.booking.minutes"));
      await minutes.waitFor();
      const centres = page.getByRole("combobox", { name: say("coordinator.centre") });
      const all = await centres.getByRole("option").allTextContents();
      await minutes.fill("7");
      await sabine.button("coordinator.save").click();
      await page.getByText(say("coordinator.booking.number", { min: 5, max: 480, step: 5 })).waitFor();
      await looks(stage, sabine, "coordinator-booking");
      for (const centre of all) {
        await centres.selectOption({ label: centre });
        await minutes.fill("80");
        await sabine.button("coordinator.save").click();
        await page.getByText(say("coordinator.booking.saved")).waitFor();
      }
      const lengths = await page.evaluate(async () => {
        const found = await fetch("/api/booking/slots?kind=video&language=fr&limit=20");
        return (await found.json()).slots.map(
          ({ start, end }) => (Date.parse(end) - Date.parse(start)) / 60_000,
        );
      });
      ensure(lengths.length > 0 && lengths.every((each) => each === 80), `they take ${lengths}`);
      return `${lengths.length} times of 80 minutes`;
    });

    await claim("a canned reply gets the language that it lacked, and counsellors have it", async () => {
      const { page } = sabine;
      await sabine.opens("replies");
      const card = page.getByRole("article").filter({ hasText: "/allowance" });
      await card.getByText(say("replies.missing", { languages: say("language.nl") })).waitFor();
      await looks(stage, sabine, "coordinator-replies");
      await page.getByRole("button", { name: say("replies.edit.whose", { shortcut: "allowance" }) }).click();
      await looks(stage, sabine, "coordinator-reply");
      await sabine.dialog.getByRole("textbox", { name: say("replies.shortcut") }).fill("hello");
      await sabine.dialog.getByRole("textbox", { name: say("language.nl") }).fill("Uw uitkering loopt door.");
      await sabine.dialog.getByRole("button", { name: say("replies.save") }).click();
      await sabine.dialog.getByText(say("replies.shortcut.taken")).waitFor();
      await sabine.dialog.getByRole("textbox", { name: say("replies.shortcut") }).fill("allowance");
      await sabine.dialog.getByRole("button", { name: say("replies.save") }).click();
      await page.getByText(say("replies.saved")).waitFor();
      ensure(
        (await card.getByText(say("language.nl"), { exact: false }).count()) === 0,
        "it lacks Dutch still",
      );
    });

    await claim("closing early tells who waits, by when they are answered, and closes the page", async () => {
      await sabine.opens("board");
      const later = await scene.visitor();
      await amelie.declares("away");
      await bram.declares("away");
      await until("nobody is live", async () => (await sabine.figure("live")) === "0");
      await sabine.button("coordinator.early.open").click();
      await sabine.dialog.getByRole("textbox").fill("Panne de courant");
      await sabine.dialog.getByRole("button", { name: say("coordinator.early.send") }).click();
      await sabine.page.getByText(say("coordinator.early.kept.one", { count: 1 })).waitFor();
      await visitor.reads(say("line.out_of_hours"));
      await until("the date of the answer is there", async () =>
        /réponse.*(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)/i.test(
          await visitor.page.locator("body").textContent(),
        ),
      );
      await later.page.getByText(/Fermé plus tôt aujourd’hui.*Panne de courant/).waitFor();
      await until("nobody waits any more", async () => (await sabine.figure("waiting")) === "0");
      await looks(stage, sabine, "coordinator-closed");
      const undo = sabine.button("coordinator.early.undo");
      for (let left = await undo.count(); left > 0; left--) {
        await undo.first().click();
        await until("one more is open again", async () => (await undo.count()) < left);
      }
      await later.page
        .getByText(/Panne de courant/)
        .first()
        .waitFor({ state: "detached" });
    });
  });
}
