// What comes after: the two questions, taking it up again, another device by
// the private link, and erasing everything.
import { encode } from "uqr";
import { page } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { mails } from "../lib/mails.mjs";
import { say, Visitor } from "../lib/people.mjs";
import { question, withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

/** drawn is the QR code of an address, as a path: what a camera would read. */
function drawn(address) {
  const { data } = encode(address, { border: 2 });
  return data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
}

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const { visitor, counsellor } = await scene.conversation();
    const menu = async (key) => {
      await visitor.button("visitor.menu").click();
      await visitor.button(key).click();
    };
    let token;
    await claim(
      "the private link opens the conversation on another device, and leaves no trace",
      async () => {
        await menu("visitor.link.open");
        const field = visitor.page.getByRole("textbox", { name: say("visitor.link.address") });
        const address = new URL(await until("the link", () => field.inputValue()));
        token = address.hash;
        ensure(token.startsWith("#r="), "the token is not in the fragment");
        // It is opened where the page is open already, with the full stop of its sentence.
        const { origin } = scene.server;
        const other = new Visitor(await page(scene.visitors, { origin }));
        await other.page.getByRole("textbox", { name: say("visitor.question.label") }).waitFor();
        await other.page.goto(`${origin}${address.pathname}${address.hash}.`);
        await other.reads(question);
        ensure(!other.page.url().includes(token), "the token stays in the address");
        ensure(!scene.server.output.includes(token.slice(3)), "the token is in the log");
        const code = visitor.page.getByRole("img", { name: say("visitor.link.code") });
        ensure(
          (await code.locator(".code-ink").getAttribute("d")) === drawn(address.href),
          "the code is another link",
        );
        await other.page.context().close();
        await visitor.button("action.close").click();
      },
    );
    await claim("a call that is declined leaves a line on both sides, and the chat goes on", async () => {
      await counsellor.ring("audio");
      await counsellor.throughCheck();
      await visitor.button("ring.decline").click();
      await until("it no longer rings", async () => !(await visitor.button("ring.decline").isVisible()));
      await visitor.write("Plutôt par écrit.");
      await counsellor.reads("Plutôt par écrit.");
    });
    await claim("after closing: the two questions, and taking it up again", async () => {
      await counsellor.close();
      await visitor.page.getByText(say("visitor.rate.heading")).waitFor();
      for (const key of ["visitor.rate.helped", "visitor.rate.easy"]) {
        await visitor.page
          .getByRole("group", { name: say(key) })
          .getByRole("radio", { name: "4" })
          .check();
      }
      await visitor.button("visitor.rate.send").click();
      await visitor.page.getByText(say("visitor.rate.thanks")).first().waitFor();
      await visitor.button("visitor.reopen").click();
      await visitor.page.getByRole("region", { name: say("visitor.wait.label") }).waitFor();
      await counsellor.sees(question.slice(0, 30));
    });
    await claim("a copy by mail, of the whole conversation", async () => {
      await menu("visitor.transcript.open");
      const sheet = visitor.page.getByRole("dialog");
      await sheet.getByRole("textbox", { name: say("visitor.contact.mail") }).fill("lea@example.org");
      await sheet.getByRole("button", { name: say("visitor.transcript.mail") }).click();
      await sheet.getByText(say("visitor.mailed")).first().waitFor();
      await visitor.button("action.close").click();
      const copy = await until("the copy is in the box", () => mails(scene.server)[0]);
      ensure(
        copy.text.includes(question) && copy.text.includes("Plutôt par écrit."),
        "the copy is not whole",
      );
    });
    await claim("a copy on paper has every word, and nothing to press", async () => {
      await visitor.page.evaluate(() => {
        window.print = () => {
          window.printed = true;
        };
      });
      await menu("visitor.transcript.open");
      await visitor.button("visitor.transcript.print").click();
      await until("it goes to the printer", () => visitor.page.evaluate(() => window.printed));
      await visitor.page.emulateMedia({ media: "print" });
      for (const text of [question, "Plutôt par écrit."]) {
        ensure(await visitor.thread.getByText(text).first().isVisible(), `not on paper: ${text}`);
      }
      ensure(!(await visitor.composer.isVisible()), "the box is on paper");
      ensure(!(await visitor.button("visitor.menu").isVisible()), "the menu is on paper");
      await visitor.page.emulateMedia({ media: "screen" });
    });
    await claim("erasing takes everything away, and the link no longer opens", async () => {
      await menu("visitor.erase.open");
      await visitor.page
        .getByRole("dialog")
        .getByRole("button", { name: say("visitor.erase.yes") })
        .click();
      await visitor.page.getByText(say("visitor.erased")).first().waitFor();
      const other = new Visitor(
        await page(scene.visitors, { origin: scene.server.origin, path: `/${token}` }),
      );
      await other.page.getByText(say("visitor.link.used")).first().waitFor();
    });
  });
}
