// A question that is answered later: it is promised for a day, finds its
// counsellor, is answered by mail, and goes on in the same conversation.
import { page } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { links, mails } from "../lib/mails.mjs";
import { begins, say, Visitor } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const asked = "Une question du soir : quelle formation après le CESS ?";
const answer = "Le plus court est la septième année.";
const rest = "Elle se fait dans la même école.";
const more = "Merci ! Et sans le CESS ?";

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const visitor = await scene.visitor();
    await claim("a question that is left has a day and a number, also after a reload", async () => {
      await visitor.leaves(asked, "lea@example.org");
      for (const again of [false, true]) {
        if (again) await visitor.page.reload();
        await visitor.page.getByText(begins("visitor.left.due")).first().waitFor();
        await visitor.page.getByText(begins("visitor.left.reference")).waitFor();
      }
    });
    const greta = await scene.counsellor("greta");
    const card = greta.followUp(asked);
    await claim("it comes into the inbox of the one who serves it, and is answered there", async () => {
      await card.click();
      await greta.reads(asked);
      await greta.page.getByText(begins("counsellor.inbox.by_mail")).waitFor();
      await greta.write(answer);
      await greta.page.getByText(say("counsellor.inbox.answered")).waitFor();
      await until("it has left the inbox", async () => !(await card.isVisible()));
      await greta.write(rest);
      await visitor.reads(rest);
    });
    let link;
    await claim(
      "the answer's mail has both messages and one link, which opens the same conversation elsewhere",
      async () => {
        const found = await until(
          "the answer is in the box",
          () => mails(scene.server).find(({ text }) => text.includes(rest)),
          { within: 60_000 },
        );
        ensure(found.text.includes(answer), "what was answered in two messages is not one mail");
        const all = links(found);
        ensure(all.length === 1, `the mail has ${all.length} links`);
        link = new URL(all[0]);
        const path = `${link.pathname}${link.hash}`;
        const other = new Visitor(await page(scene.visitors, { origin: scene.server.origin, path }));
        await other.reads(answer);
        await other.write(more);
        await other.page.getByText(say("visitor.left.heading")).waitFor();
        await other.page.context().close();
      },
    );
    await claim(
      "the visitor goes on, and the same counsellor has it again, with one mail a cause",
      async () => {
        await card.waitFor();
        await greta.reads(more);
        await until("the second receipt is in the box", () => mails(scene.server).length >= 3);
        await greta.page.waitForTimeout(1500);
        ensure(mails(scene.server).length === 3, `there are ${mails(scene.server).length} mails`);
      },
    );
    await claim("another question, and back to the one before", async () => {
      await visitor.button("visitor.menu").click();
      await visitor.button("visitor.new").click();
      const former = visitor.page.getByRole("navigation", { name: say("visitor.former") });
      await former.getByRole("button", { name: asked.slice(0, 20) }).click();
      await visitor.reads(answer);
    });
    await claim("who leaves while a visitor types takes no word away", async () => {
      const typing = await scene.visitor();
      await until("somebody is there", () => typing.button("visitor.ask.send").isVisible());
      const box = typing.page.getByRole("textbox", { name: say("visitor.question.label") });
      await box.fill("Je suis en train d’écrire.");
      await greta.declares("offline");
      await typing.button("visitor.leave.send").waitFor();
      ensure((await box.inputValue()) === "Je suis en train d’écrire.", "the text is gone");
      await greta.isThere();
      await typing.page.context().close();
    });
  });
  await withScene(stage, async (scene) => {
    const { visitor, counsellor } = await scene.conversation();
    await claim("written offline in two tabs: each once, in order", async () => {
      const context = visitor.page.context();
      const second = new Visitor(await context.newPage());
      await second.page.goto(scene.server.origin);
      await second.reads("Amélie a rejoint");
      await context.setOffline(true);
      const written = [];
      for (const [i, tab] of [visitor, second, visitor, second].entries()) {
        written.push(`Sans réseau ${i + 1}.`);
        await tab.write(written[i]);
      }
      await context.setOffline(false);
      for (const text of written) await counsellor.reads(text);
      await visitor.page.waitForTimeout(500);
      const said = await counsellor.thread.getByText("Sans réseau").allTextContents();
      ensure(said.join("|") === written.join("|"), `the counsellor reads ${said.join("|")}`);
    });
  });
}
