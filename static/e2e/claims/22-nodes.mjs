// PQ-2, PQ-3 and a call over two nodes of one PostgreSQL and one Redis: the visitor’s page is connected to
// one, a counsellor's to each. It is one centre to all of them.
import { browser } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { hears } from "../lib/observe.mjs";
import { begins, say } from "../lib/people.mjs";
import { question, Scene } from "../lib/scene.mjs";
import { Server } from "../lib/server.mjs";
import { shared } from "../lib/shared.mjs";
import { until } from "../lib/until.mjs";

const contested = "Qui de vous deux me répond ?";

export async function prove(stage) {
  const { settings, stop } = await shared();
  const { program, folder, voices, films } = stage;
  let scene;
  let second;
  try {
    scene = await Scene.set({ ...stage, settings });
    second = await Server.make({ program, folder, settings });
    await second.start();
    const { origin } = second;
    const own = await browser({ origin, folder, voice: voices.low, film: films.teal });
    await proveOver(scene, { own, origin });
  } finally {
    await scene?.strike();
    await second?.stop();
    stop();
  }
}

/** proveOver proves for a scene on one node, and a browser of the other node's. */
async function proveOver(scene, { own, origin }) {
  const amelie = await scene.counsellor("amelie");
  const hugo = await scene.counsellor("hugo", { at: own, origin });
  const late = [];
  for (const each of [amelie, hugo]) {
    each.page.on("response", (response) => response.status() === 409 && late.push(each));
  }
  await claim("two nodes, one chat: one counsellor has it, the other is told who", async () => {
    const visitor = await scene.visitor();
    await visitor.ask(contested);
    await Promise.all([amelie.sees(contested), hugo.sees(contested)]);
    await Promise.all([amelie.tries(contested), hugo.tries(contested)]);
    const has = (each) => each.composer.isVisible();
    await until("one of them has it", async () => (await has(amelie)) !== (await has(hugo)));
    const [owner, name] = (await has(amelie)) ? [amelie, "Amélie"] : [hugo, "Hugo"];
    for (const each of late) {
      await each.page
        .getByText(say("fault.taken", { by: name }))
        .first()
        .waitFor();
    }
    await visitor.reads(`${name} a rejoint`);
    for (const each of [amelie, hugo]) {
      await until("nobody waits any more", async () => (await each.waiting(contested).count()) === 0);
    }
    await owner.close();
    await owner.button("counsellor.wrap.later").click();
    await visitor.page.context().close();
    return late.length > 0 ? `the slower one was told of ${name}` : "the slower one saw it go";
  });
  const visitor = await scene.visitor();
  const handed = await claim("a chat goes over to a colleague on the other node, who accepts", async () => {
    await visitor.ask(question);
    await amelie.take(question);
    await amelie.menu("counsellor.transfer");
    await amelie.dialog.getByRole("radio", { name: /Hugo/ }).click();
    await amelie.button("counsellor.transfer.send").click();
    await hugo.button("counsellor.accept.whose", { text: question }).click();
    await hugo.reads(question);
    await visitor.reads(say("line.transferred", { name: "Hugo" }));
    await until("it has left the first", async () => !(await amelie.composer.isVisible()));
    await hugo.write("Bonjour, c’est Hugo.");
    await visitor.reads("c’est Hugo");
    await visitor.write("Bonjour Hugo.");
    await hugo.reads("Bonjour Hugo.");
  });
  if (!handed) return;
  await claim("who are connected to different nodes hear each other", async () => {
    await visitor.ring("audio");
    await visitor.throughCheck();
    await hugo.answer();
    await hugo.throughCheck();
    await Promise.all([visitor.inCall(), hugo.inCall()]);
    await Promise.all([visitor.connected(), hugo.connected()]);
    const [low, high] = await Promise.all([hears(visitor.page, "low"), hears(hugo.page, "high")]);
    await visitor.button("call.mute").click();
    await hugo.call.getByText(begins("call.muted.other")).first().waitFor();
    await visitor.hangUp();
    await until("the call is over on the other node", async () => !(await hugo.call.isVisible()));
    return `visitor hears ${low}, counsellor hears ${high}`;
  });
  await claim("a counsellor vanishes from one node: the visitor on the other is told", async () => {
    await own.close();
    await visitor.page.getByText(say("visitor.lost", { name: "Hugo" })).waitFor({ timeout: 25_000 });
  });
  await claim("after a minute the visitor is first in the queue, with the history", async () => {
    const waits = visitor.page.getByRole("region", { name: say("visitor.wait.label") });
    await waits.waitFor({ timeout: 90_000 });
    await amelie.take(question);
    await visitor.reads("Amélie a rejoint");
    ensure(await visitor.thread.getByText("c’est Hugo").first().isVisible(), "the history is gone");
    await amelie.reads("c’est Hugo");
  });
}
