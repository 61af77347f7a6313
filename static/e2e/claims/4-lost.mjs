// PQ-1 and PQ-3. What takes a minute, all at the same time: a counsellor vanishes, and the
// visitor is first in the queue; another one lets it ring, until nobody is left
// to ask. Meanwhile, what others begin is not lost by coming back.
import { browser } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { begins, say, Visitor } from "../lib/people.mjs";
import { question, withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const patient = "Guten Tag, welche Lehre passt zu mir?";
const hurried = "Je suis dans le train, puis-je encore m’inscrire ?";
const begun = "Je suis en train d’éc";

const waits = (visitor) => visitor.page.getByRole("region", { name: say("visitor.wait.label") });

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const greta = await scene.counsellor("greta");
    const asks = await scene.visitor();
    await asks.forGreta();
    await asks.ask(patient);
    await greta.offer(patient).waitFor();
    const nobody = untilNobody(asks);
    const left = await vanishes(scene);
    await comesBack(scene);
    await claim("after 60 s the visitor is first in the queue, with the history", async () => {
      await until("the visitor waits again", () => waits(left).isVisible(), { within: 90_000 });
      ensure(await left.thread.getByText("menuisier").first().isVisible(), "the history is gone");
    });
    await claim("nobody takes the offer: the truth, the day of an answer, and ways on", async () => {
      const took = await nobody;
      await asks.page.getByText(begins("visitor.wait.nobody.due")).waitFor();
      await asks.button("visitor.leave.call_me").click();
      await asks.page.getByRole("textbox", { name: say("visitor.contact.phone") }).fill("0470 12 34 56");
      await asks.page
        .getByRole("dialog")
        .getByRole("button", { name: say("visitor.leave.send") })
        .click();
      await asks.page.getByText(say("visitor.left.heading")).waitFor();
      await greta.followUp(patient).waitFor();
      return took;
    });
    await claim("who goes away is seen to be away, on a page on which nothing was typed yet", async () => {
      const reads = await scene.visitor();
      await reads.forGreta();
      await reads.button("visitor.ask.send").waitFor();
      await greta.declares("away");
      await reads.page.getByText(say("visitor.there.nobody")).waitFor();
      await reads.button("visitor.leave.send").waitFor();
    });
  });
}

/** untilNobody waits beside the other claims, until the page says that nobody took the question. */
function untilNobody(visitor) {
  const began = performance.now();
  const told = waits(visitor).getByText(say("visitor.wait.exhausted")).waitFor({ timeout: 75_000 });
  const took = told.then(() => seconds(began));
  took.catch(() => {}); // it is awaited later, and fails there
  return took;
}

const seconds = (began) => `${((performance.now() - began) / 1000).toFixed(1)} s`;

/** vanishes kills the browser of a counsellor in a conversation, whose visitor it returns. */
async function vanishes(scene) {
  const { origin } = scene.server;
  const own = await browser({ origin, folder: scene.folder });
  const amelie = await scene.counsellor("amelie", { at: own });
  const visitor = await scene.visitor();
  await visitor.ask(question);
  await amelie.take(question);
  await visitor.reads("Amélie a rejoint");
  await claim("a counsellor’s browser killed: the visitor is told", async () => {
    const began = performance.now();
    await own.close();
    await visitor.page.getByText(say("visitor.lost", { name: "Amélie" })).waitFor();
    return seconds(began);
  });
  await claim("an open page says that nobody is there for this", async () => {
    const other = await scene.visitor();
    await other.page.getByRole("button", { name: say("topic.business") }).click();
    await other.page.getByText(begins("visitor.there.not_topic")).waitFor();
    await other.page.context().close();
  });
  return visitor;
}

async function comesBack(scene) {
  const hugo = await scene.counsellor("hugo");
  await claim("a visitor who closes the page and comes back has the question and the place", async () => {
    const visitor = await scene.visitor();
    await visitor.ask(hurried);
    await hugo.sees(hurried);
    const opened = await visitor.page.context().newPage();
    await visitor.page.close();
    await opened.goto(scene.server.origin);
    const back = new Visitor(opened);
    await waits(back).waitFor();
    await back.reads(hurried);
    await hugo.take(hurried);
    await back.reads("Hugo a rejoint");
    await hugo.close();
    await opened.context().close();
  });
  await claim("what is begun survives a reload, before and after the question, on both sides", async () => {
    const visitor = await scene.visitor();
    const box = visitor.page.getByRole("textbox", { name: say("visitor.question.label") });
    await until("somebody is there", () => visitor.button("visitor.ask.send").isVisible());
    await box.fill(begun);
    await visitor.page.reload();
    await until("the question is there", async () => (await box.inputValue()) === begun);
    await visitor.button("visitor.ask.send").click();
    await hugo.take(begun);
    for (const person of [visitor, hugo]) {
      await person.composer.fill(begun);
      await person.page.reload();
    }
    await hugo.open(begun);
    for (const person of [visitor, hugo]) {
      await until("the words are there", async () => (await person.composer.inputValue()) === begun);
    }
    await visitor.page.context().close();
  });
  await hugo.page.context().close();
}
