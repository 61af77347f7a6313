// What takes minutes, hours or days: the server is stopped and comes back with its
// clock ahead. BK-5 for what is due.
import { ask } from "../lib/ask.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { begins, say, Visitor } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const minute = 60_000;
const day = 24 * 60 * minute;

const unanswered = "Comment choisir entre ces deux écoles ?";
const gone = "Je vous laisse, je monte dans le train.";
const evening = "Y a-t-il encore quelqu’un ce soir ?";
const left = "Welche Ausbildung passt zu mir?";

/** untilTuesday is how long it is until Tuesday morning in Brussels, far from midnight and the weekend. */
function untilTuesday() {
  const at = new Date();
  at.setUTCHours(8, 0, 0, 0);
  do at.setUTCDate(at.getUTCDate() + 1);
  while (at.getUTCDay() !== 2);
  return at - Date.now();
}

const calls = (person) =>
  until("the title calls", async () => (await person.page.title()).startsWith("("), { within: 30_000 });

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    await scene.server.skip(untilTuesday());
    const asks = await scene.visitor();
    await asks.leaves(left, "lea@example.org");
    const { conversations } = await ask(asks.page, "GET", "/api/visitor");
    const dueAt = Date.parse(conversations[0].dueAt);
    await asks.page.context().close();
    const amelie = await scene.counsellor("amelie");
    const hugo = await scene.counsellor("hugo");
    await minutesPass(scene, amelie, hugo);
    await theCentreCloses(scene, amelie, hugo);
    await daysPass(scene, dueAt);
  });
}

/** minutesPass: a counsellor who does not answer, and a visitor who does not come back. */
async function minutesPass(scene, amelie, hugo) {
  const { server } = scene;
  const goes = await scene.visitor();
  const rings = async () => (await amelie.offer(gone).isVisible()) || (await hugo.offer(gone).isVisible());
  await claim("who closes the page rings no more, and keeps the place", async () => {
    await goes.ask(gone);
    await until("it rings", rings);
    await goes.page.close();
    // A node that has just started gives pages half a minute to come back to it.
    await until("it rings no more", async () => !(await rings()), { within: minute });
    ensure(await amelie.waiting(gone).isVisible(), "the place is lost");
  });
  const visitor = await scene.visitor();
  await claim("a counsellor who does not answer for four minutes is asked", async () => {
    await visitor.ask(unanswered);
    await amelie.take(unanswered);
    await visitor.reads("Amélie a rejoint");
    await server.skip(4 * minute);
    await amelie.page.getByText(say("counsellor.asked")).first().waitFor({ timeout: minute });
    await calls(amelie);
  });
  await claim("two minutes later the chat moves, and both are told", async () => {
    await server.skip(2 * minute);
    await visitor.reads(say("line.moved", { name: "Amélie" }), { within: minute });
    await hugo.take(unanswered);
    await visitor.reads("Hugo a rejoint");
    await until("it has left the first", async () => !(await amelie.composer.isVisible()));
    await visitor.page.context().close();
  });
  await claim("a place is kept three minutes; then the question is a message, and says so", async () => {
    await until("the place is the next one's", async () => (await amelie.waiting(gone).count()) === 0, {
      within: 2.5 * minute, // and longer before a place goes to the next
    });
    const back = new Visitor(await goes.page.context().newPage());
    await back.page.goto(server.origin);
    await back.reads(say("line.left_queue"));
    await back.page.getByText(begins("visitor.left.due")).first().waitFor();
    await back.page.context().close();
  });
}

async function theCentreCloses(scene, amelie, hugo) {
  const sabine = await scene.coordinator();
  const { centres } = await ask(sabine.page, "GET", "/api/centres");
  const close = async (to) => {
    const week = [0, 1, 2, 3, 4, 5, 6].map((each) => ({ day: each, from: 0, to }));
    for (const { id, exceptions, holidays } of centres) {
      await ask(sabine.page, "PUT", `/api/centres/${id}/hours`, { week, exceptions, holidays });
    }
  };
  await claim("the centre closes while somebody waits: the text is kept, and has its day", async () => {
    const clock = new Intl.DateTimeFormat("fr", { timeStyle: "short", timeZone: "Europe/Brussels" });
    const [hour, past] = clock.format(scene.server.now).split(":").map(Number);
    await close(60 * hour + past + 3);
    const visitor = await scene.visitor();
    await visitor.ask(evening);
    for (const each of [amelie, hugo]) await each.declares("away");
    await visitor.page.getByRole("region", { name: say("visitor.wait.label") }).waitFor();
    await scene.server.skip(3 * minute);
    await visitor.reads(say("line.out_of_hours"), { within: 2.5 * minute });
    await visitor.reads(evening);
    await visitor.page.getByText(begins("visitor.left.due")).first().waitFor();
    await close(24 * 60);
    await visitor.page.context().close();
  });
  for (const { page } of [sabine, amelie, hugo]) await page.context().close();
}

/** daysPass: what is due is warned of in the morning of its day, and is late at its end. */
async function daysPass(scene, dueAt) {
  const { server } = scene;
  const shortlyBefore = (at) => server.skip(at - 40_000 - server.now);
  await claim("what is due today calls its counsellor", async () => {
    await shortlyBefore(dueAt - day);
    const greta = await scene.counsellor("greta");
    const card = greta.page.getByRole("article").filter({ hasText: left }).first();
    await card.getByText(begins("counsellor.inbox.due")).waitFor();
    await card.getByText(begins("counsellor.inbox.soon")).waitFor({ timeout: 2 * minute });
    await calls(greta);
    await greta.page.context().close();
  });
  await claim("what is late calls its counsellor, and the coordinator sees it", async () => {
    await shortlyBefore(dueAt);
    const greta = await scene.counsellor("greta");
    const sabine = await scene.coordinator();
    const before = Number(await sabine.figure("late"));
    const card = greta.page.getByRole("article").filter({ hasText: left }).first();
    await card.getByText(begins("counsellor.inbox.late")).waitFor({ timeout: 2 * minute });
    await calls(greta);
    await until("the board counts it", async () => Number(await sabine.figure("late")) > before);
  });
}
