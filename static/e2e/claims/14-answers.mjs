// Answering well: canned replies in the visitor's language, the outcome noted
// later, the end of duty, and all of it by keyboard.
import { accessible } from "../lib/access.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const dutch = "Goedendag, ik zoek een opleiding.";

/** The visitor's page in Dutch: it asks, and gets its answers, in Dutch. */
async function askInDutch(scene) {
  const visitor = await scene.visitor({ path: "/?lang=nl", language: "nl-BE" });
  await visitor.page.locator("textarea").first().fill(dutch);
  await visitor.page.locator("form button[type=submit]").first().click();
  return visitor;
}

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const hugo = await scene.counsellor("hugo");
    const visitor = await askInDutch(scene);
    await hugo.take(dutch);
    const { keyboard } = hugo.page;
    const list = hugo.page.getByRole("listbox", { name: say("counsellor.replies") });
    await claim("a canned reply comes in the visitor's language, by keyboard alone", async () => {
      await hugo.composer.focus();
      await keyboard.type("/hel");
      await list.getByRole("option").first().waitFor();
      await accessible(hugo.page, "the canned replies");
      await keyboard.press("Enter");
      await until("it is in the box", async () =>
        (await hugo.composer.inputValue()).startsWith("Dag, ik ben Hugo van het centrum Liège."),
      );
      await keyboard.press("Enter");
      await visitor.page.getByText("ik ben Hugo").first().waitFor();
    });
    await claim("a reply that is missing in that language is said, and never sent silently", async () => {
      await keyboard.type("/allow");
      await list.getByText(say("counsellor.replies.missing", { language: say("language.fr") })).waitFor();
      await keyboard.press("Enter");
      const insert = hugo.button("counsellor.replies.insert", { language: say("language.fr") });
      await insert.waitFor();
      ensure((await hugo.composer.inputValue()) === "/allow", "it was inserted without a word");
      await accessible(hugo.page, "the missing language");
      await keyboard.press("Escape");
      await until("it is not asked any more", async () => !(await insert.isVisible()));
      await keyboard.press("Enter");
      await keyboard.press("Enter");
      await until("it is in the box", async () =>
        (await hugo.composer.inputValue()).startsWith("Vos allocations"),
      );
      await hugo.composer.fill("");
    });
    await claim("a counsellor writes a reply of their own, and uses it at once", async () => {
      await hugo.page.getByRole("button", { name: say("counsellor.menu") }).click();
      await hugo.button("counsellor.replies").click();
      const page = hugo.page.getByRole("region", { name: say("replies.heading") });
      await page.getByRole("button", { name: say("replies.new") }).click();
      await hugo.dialog.getByRole("textbox", { name: say("replies.shortcut") }).fill("soir");
      await hugo.dialog.getByRole("textbox", { name: say("language.nl") }).fill("Ja, 's avonds bij ");
      await hugo.dialog.getByRole("button", { name: say("replies.variable.centre") }).click();
      await accessible(hugo.page, "the reply");
      await hugo.dialog.getByRole("button", { name: say("replies.save") }).click();
      await page.getByText(say("replies.saved")).waitFor();
      const card = page.getByRole("article").filter({ hasText: "/soir" });
      await card.getByText(say("replies.own")).waitFor();
      await card.getByText(say("language.de"), { exact: false }).waitFor();
      ensure(
        (await page
          .getByRole("button", { name: say("replies.edit.whose", { shortcut: "hello" }) })
          .count()) === 0,
        "what the network wrote can be changed by anybody",
      );
      await accessible(hugo.page, "the replies");
      await keyboard.press("Alt+w");
      await hugo.composer.fill("/soir");
      await list.getByRole("option").first().waitFor();
      await keyboard.press("Enter");
      await until("it is in the box", async () =>
        (await hugo.composer.inputValue()).startsWith("Ja, 's avonds bij Liège"),
      );
      await hugo.composer.fill("");
    });
    await claim("what is closed is wrapped up later, in a few keys", async () => {
      await hugo.close();
      await hugo.page.getByRole("heading", { name: say("counsellor.closed.text") }).waitFor();
      await accessible(hugo.page, "the outcome");
      await hugo.button("counsellor.wrap.later").click();
      await hugo.button("counsellor.wrap.whose", { text: dutch }).click();
      await hugo.dialog.getByRole("radio", { name: say("counsellor.next.follow_up") }).check();
      await hugo.button("counsellor.wrap.save").click();
      await hugo.dialog.getByText(say("counsellor.wrap.contact.missing")).waitFor();
      await hugo.dialog.getByLabel(say("counsellor.wrap.contact"), { exact: true }).fill("lea@example.org");
      await hugo.button("counsellor.wrap.save").click();
      await until("nothing is left to note", async () => {
        return (await hugo.page.getByRole("heading", { name: say("counsellor.wrap.due") }).count()) === 0;
      });
      await hugo.page.getByRole("heading", { name: say("counsellor.inbox") }).waitFor();
      await hugo.page.getByRole("article").filter({ hasText: dutch }).first().waitFor();
    });
    await claim("who goes off duty leaves nobody without an owner", async () => {
      const again = await askInDutch(scene);
      await hugo.take(dutch);
      await hugo.declares("offline");
      await hugo.dialog.getByRole("heading", { name: say("counsellor.leaving.heading") }).waitFor();
      await accessible(hugo.page, "the end of duty");
      await hugo.dialog.getByRole("button", { name: say("counsellor.leaving.finish") }).click();
      await hugo.dialog.getByText(say("counsellor.leaving.none")).waitFor();
      await hugo.button("counsellor.leaving.offline").click();
      await hugo.presence
        .getByRole("radio", { name: say("counsellor.duty.offline"), checked: true })
        .waitFor();
      await until("the visitor hears of it", () =>
        again.page.getByText("Hugo heeft het gesprek").isVisible(),
      );
    });
  });
}
