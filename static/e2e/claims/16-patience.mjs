// Who waits is not forgotten, and what somebody has begun is not lost: nobody
// takes the question, the visitor goes and comes back, a page is loaded again.
import { claim } from "../lib/claim.mjs";
import { begins, say, Visitor } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const patient = "Guten Tag, welche Lehre passt zu mir?";
const hurried = "Je suis dans le train, puis-je encore m’inscrire ?";
const begun = "Je suis en train d’éc";

const waits = (visitor) => visitor.page.getByRole("region", { name: say("visitor.wait.label") });

/** again is the page of a visitor who closed it, in the same browser. */
async function again(visitor, scene) {
  const opened = await visitor.page.context().newPage();
  await visitor.page.close();
  return async () => {
    await opened.goto(scene.server.origin);
    return new Visitor(opened);
  };
}

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const greta = await scene.counsellor("greta");
    const asks = await scene.visitor();
    await asks.forGreta();
    await asks.ask(patient);
    await greta.offer(patient).waitFor();
    const nobody = untilNobody(asks);
    await comesBack(scene);
    await keepsWords(scene);
    await claim(
      "nobody takes the offer: within 75 s the truth, the day of an answer, and ways on",
      async () => {
        const took = await nobody;
        await asks.page.getByText(begins("visitor.wait.nobody.due")).waitFor();
        await asks.button("visitor.leave.call_me").click();
        await asks.page.getByRole("textbox", { name: say("visitor.contact.phone") }).fill("0470 12 34 56");
        await asks.button("visitor.leave.send").click();
        await asks.page.getByText(say("visitor.left.heading")).waitFor();
        await greta.followUp(patient).waitFor();
        return took;
      },
    );
    await claim("who goes away is seen to be away, on a page on which nothing was typed yet", async () => {
      const reads = await scene.visitor();
      await reads.forGreta();
      await reads.button("visitor.ask.send").waitFor();
      await greta.declares("away");
      await reads.page.getByText(begins("visitor.there.not_language")).waitFor();
      await reads.button("visitor.leave.send").waitFor();
      await greta.declares("available");
      await reads.button("visitor.ask.send").waitFor();
    });
  });
}

/** untilNobody waits beside the other claims, until the page says that nobody took the question. */
function untilNobody(visitor) {
  const began = performance.now();
  const told = visitor.page.getByText(say("visitor.wait.exhausted")).waitFor({ timeout: 75_000 });
  const took = told.then(() => `${((performance.now() - began) / 1000).toFixed(0)} s`);
  took.catch(() => {}); // it is awaited later, and fails there
  return took;
}

async function comesBack(scene) {
  const amelie = await scene.counsellor("amelie");
  await claim(
    "a visitor who closes the page no longer rings, and has the same place on coming back",
    async () => {
      const visitor = await scene.visitor();
      await visitor.ask(hurried);
      await amelie.offer(hurried).waitFor();
      const returns = await again(visitor, scene);
      await until("it no longer rings", async () => !(await amelie.offer(hurried).isVisible()));
      const back = await returns();
      await waits(back).waitFor();
      await back.reads(hurried);
      await amelie.offer(hurried).waitFor();
      await amelie.take(hurried);
      await back.reads("Amélie a rejoint");
      await amelie.close();
      await back.page.context().close();
    },
  );
  await amelie.page.context().close();
}

async function keepsWords(scene) {
  await claim("what is begun survives a reload, before and after the question, on both sides", async () => {
    const hugo = await scene.counsellor("hugo");
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
    await hugo.page.context().close();
    await visitor.page.context().close();
  });
}
