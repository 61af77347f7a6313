// What rings at a counsellor: the offer, who is asked next, and how the page
// calls for somebody who looks elsewhere.
import { accessible } from "../lib/access.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const first = "Bonjour, quelles études pour devenir sage-femme ?";
const second = "Je voudrais reprendre des études de droit.";
const third = "Encore une chose : puis-je les suivre le soir ?";
const fourth = "Existe-t-il des stages pour découvrir un métier ?";

/** notified keeps what the desktop would show, on a page that is not in front. Runs in the page. */
const notified = () => {
  window.notifications = [];
  window.Notification = class {
    static permission = "granted";
    constructor(title) {
      window.notifications.push(title);
    }
  };
  document.hasFocus = () => false;
};

/** focused waits until an element has the focus. */
const focused = (locator, what) =>
  until(`${what} has the focus`, () => locator.evaluate((each) => each === document.activeElement));

const iconOf = (page) => page.evaluate(() => document.querySelector('link[rel="icon"]').href);

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const amelie = await scene.counsellor("amelie", { before: notified });
    const visitor = await scene.visitor();
    await claim("an offer shows who, for what and how long, and the page calls for it", async () => {
      const plain = await iconOf(amelie.page);
      await visitor.ask(first);
      const card = amelie.offer(first);
      await card.waitFor();
      await card.getByRole("progressbar").waitFor();
      ensure(await card.getByText(say("language.fr")).isVisible(), "the card does not say the language");
      await until("the title counts", async () => (await amelie.page.title()).startsWith("(1)"));
      const icon = await iconOf(amelie.page);
      ensure(icon !== plain && decodeURIComponent(icon).includes(">1<"), "the icon does not count");
      const shown = () => amelie.page.evaluate(() => window.notifications);
      await until("the desktop tells of it, and again", async () => (await shown()).length >= 2);
      ensure(
        (await shown()).every((each) => each === say("counsellor.news.offer")),
        `it says ${await shown()}`,
      );
      await accessible(amelie.page, "the offer");
    });
    await claim("an offer that is passed with a reason rings at somebody else", async () => {
      const hugo = await scene.counsellor("hugo");
      await amelie
        .offer(first)
        .getByRole("button", { name: say("counsellor.pass"), exact: true })
        .click();
      await amelie.button("counsellor.pass.not_mine").click();
      await hugo.offer(first).waitFor();
      await until("it does not ring here any more", async () => !(await amelie.offer(first).isVisible()));
      await until("the title is quiet", async () => !(await amelie.page.title()).startsWith("("));
      await hugo.take(first);
      await visitor.reads("Hugo a rejoint");
      // Who left it open would have it back in the queue a minute later, in the middle of what follows.
      await hugo.close();
      await hugo.button("counsellor.wrap.later").click();
      await hugo.page.context().close();
    });
    const other = await scene.visitor();
    await claim("an offer is accepted by its shortcut, and the box has the focus", async () => {
      await other.ask(second);
      await amelie.offer(second).waitFor();
      await amelie.page.keyboard.press("Alt+n");
      await other.reads("Amélie a rejoint");
      await focused(amelie.composer, "the box");
    });
    await claim("by keyboard alone: an answer, a note, the transfer, back to the queue", async () => {
      const { keyboard } = amelie.page;
      await keyboard.type("Bonjour, je vous réponds au clavier.");
      await keyboard.press("Enter");
      await amelie.reads("au clavier");
      await keyboard.press("Alt+i");
      await keyboard.press("Alt+i");
      const note = amelie.notes.getByRole("textbox");
      await focused(note, "the note");
      await keyboard.type("Écrite au clavier.");
      await keyboard.press("Tab");
      await keyboard.press("Enter");
      await amelie.notes.getByText("Écrite au clavier.").waitFor();
      await keyboard.press("Alt+x");
      await amelie.dialog.getByRole("heading", { name: say("counsellor.transfer") }).waitFor();
      await keyboard.press("Escape");
      await until("the sheet is gone", async () => !(await amelie.dialog.isVisible()));
      await keyboard.press("Alt+q");
      await focused(amelie.page.locator("#waiting"), "the queue");
      await keyboard.press("Alt+w");
      await focused(amelie.composer, "the box");
    });
    await claim("what rings is passed by keyboard, and the focus stays in the queue", async () => {
      const { keyboard } = amelie.page;
      const passed = await scene.visitor();
      await passed.ask(fourth);
      const card = amelie.offer(fourth);
      await card.waitFor();
      await keyboard.press("Alt+q");
      await focused(amelie.page.locator("#offers"), "what rings");
      await keyboard.press("Tab");
      await keyboard.press("Tab");
      await focused(card.getByRole("button", { name: say("counsellor.pass"), exact: true }), "the pass");
      await keyboard.press("Enter");
      await focused(amelie.button("counsellor.pass.busy"), "the first reason");
      await keyboard.press("Enter");
      await focused(amelie.page.locator("#waiting"), "the queue");
      await passed.page.context().close();
    });
    await claim("no shortcut fires while a text is written; ? shows them all beside it", async () => {
      const { keyboard } = amelie.page;
      await keyboard.press("Escape"); // from whatever the claims before left open
      await amelie.composer.focus();
      await keyboard.type("j'ai une question ?");
      ensure((await amelie.composer.inputValue()) === "j'ai une question ?", "a key did something else");
      ensure(!(await amelie.dialog.isVisible()), "the shortcuts came over the text");
      await amelie.composer.fill("");
      await amelie.thread.focus();
      await keyboard.press("?");
      await amelie.dialog.getByText(say("counsellor.keys.next")).waitFor();
      await accessible(amelie.page, "the shortcuts");
      await keyboard.press("Escape");
    });
    await claim(
      "who comes back is known by what was asked before, and who is another person is not",
      async () => {
        await amelie.close();
        await amelie.button("counsellor.wrap.later").click();
        await other.button("visitor.new").click();
        await other.ask(third);
        await amelie.take(third);
        const facts = amelie.page.getByRole("complementary", { name: say("counsellor.facts") });
        const former = facts.getByRole("button", { name: second });
        await former.waitFor();
        ensure(
          (await facts.getByRole("button", { name: first }).count()) === 0,
          "another visitor's is shown",
        );
        await former.click();
        const thread = amelie.dialog.getByRole("log", { name: say("thread.label") });
        await thread.getByText("au clavier").first().waitFor();
        await amelie.dialog.getByText("Écrite au clavier.").waitFor();
        ensure((await amelie.dialog.getByRole("textbox").count()) === 0, "what is over can be written to");
        await amelie.page.keyboard.press("Escape");
      },
    );
    await claim(
      "a counsellor whom nobody can reach any more is called before they count as gone",
      async () => {
        const words = say("counsellor.news.cut");
        scene.server.kill();
        await until("the desktop tells of it", () =>
          amelie.page.evaluate((wanted) => window.notifications.includes(wanted), words),
        );
        await scene.server.start();
        await until("the connection is back", async () => {
          return (await amelie.page.getByText(say("connection.lost")).count()) === 0;
        });
      },
    );
  });
}
