// Every page and state as people see it: pictures for whoever looks, and the
// automatic accessibility check on each.
import { accessible } from "../lib/access.mjs";
import { shots } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { movingPictures } from "../lib/observe.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const sizes = { narrow: { width: 390, height: 844 }, wide: { width: 1280, height: 800 } };

/** camera makes a picture of a page in both widths, and checks both. */
function camera(out) {
  const shot = shots(out);
  return async (person, name, { dark = false } = {}) => {
    const { page } = person;
    const before = page.viewportSize();
    for (const [width, size] of Object.entries(sizes)) {
      await page.setViewportSize(size);
      await page.evaluate(() => scrollTo(0, 0));
      await accessible(page, `${name} (${width})`);
      const overflows = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
      await shot(page, `${name}-${width}`);
      ensure(!overflows, `${name} is wider than ${size.width} px`);
      if (!dark) continue;
      await page.emulateMedia({ colorScheme: "dark" });
      await accessible(page, `${name} (${width}, dark)`);
      await shot(page, `${name}-${width}-dark`);
      await page.emulateMedia({ colorScheme: "light" });
    }
    await page.setViewportSize(before);
  };
}

/** inSight tells whether all of it is on the screen. */
const inSight = (locator) =>
  locator.evaluate((each) => {
    const { top, bottom } = each.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });

export async function prove(stage) {
  const picture = camera(stage.out);
  await withScene(stage, async (scene) => {
    const visitor = await scene.visitor();
    await claim("pictures: nobody is there", async () => {
      await visitor.page.getByText(say("visitor.there.nobody")).waitFor();
      await picture(visitor, "visitor-nobody");
    });
    await claim("pictures: how it works", async () => {
      await visitor.button("visitor.about.open").click();
      await picture(visitor, "visitor-about");
      await visitor.button("action.close").click();
    });
    await claim("pictures: an address that leads nowhere", async () => {
      const lost = await scene.visitor({ path: "/nowhere" });
      await lost.page.getByRole("heading", { name: say("nowhere.heading") }).waitFor();
      await picture(lost, "nowhere", { dark: true });
      await lost.page.context().close();
    });
    await claim("pictures: a question for later, on both sides", async () => {
      const evening = await scene.visitor();
      const asked = "Guten Abend, welche Ausbildung führt zum Tischler?";
      await evening.leaves(asked, "lea@example.org");
      await picture(evening, "visitor-left", { dark: true });
      const greta = await scene.counsellor("greta");
      await greta.followUp(asked).waitFor();
      await picture(greta, "counsellor-inbox", { dark: true });
      await greta.followUp(asked).click();
      await picture(greta, "counsellor-follow-up");
      await greta.write("Guten Tag! Am kürzesten ist die Lehre in einem Betrieb.");
      await evening.reads("Am kürzesten");
      await picture(evening, "visitor-answered");
      await evening.page.emulateMedia({ media: "print" });
      await shots(stage.out)(evening.page, "visitor-print");
      await evening.page.emulateMedia({ media: "screen" });
      await evening.button("visitor.menu").click();
      await evening.button("visitor.new").click();
      await evening.page.getByRole("navigation", { name: say("visitor.former") }).waitFor();
      await picture(evening, "visitor-former");
      await greta.signOut();
      await greta.page.context().close();
      await evening.page.context().close();
    });
    const counsellor = await scene.counsellor();
    await claim("pictures: somebody is there, in French and in German", async () => {
      await until("somebody is there", () => visitor.button("visitor.ask.send").isVisible());
      await picture(visitor, "visitor-start", { dark: true });
      const german = await scene.visitor({ path: "/?lang=de" });
      await german.page.locator("h1").waitFor();
      await german.page.waitForTimeout(500);
      await picture(german, "visitor-start-de");
      await german.page.close();
    });
    await claim("pictures: the wait, on both sides", async () => {
      await visitor.ask("Bonjour, je voudrais changer de métier à 40 ans. Par où commencer ?");
      await visitor.page.getByRole("region", { name: say("visitor.wait.label") }).waitFor();
      await picture(visitor, "visitor-waiting");
      await counsellor.sees("Bonjour, je voudrais changer de métier");
      await picture(counsellor, "counsellor-queue", { dark: true });
    });
    await claim("pictures: the chat, on both sides", async () => {
      await counsellor.take("Bonjour, je voudrais changer de métier");
      await counsellor.write("Bonjour ! Que faites-vous aujourd’hui, et qu’est-ce qui vous attire ?");
      await visitor.reads("Que faites-vous aujourd’hui");
      await visitor.write("Je suis vendeuse, et la menuiserie m’attire depuis longtemps.");
      await counsellor.reads("la menuiserie");
      await counsellor.write("Voici une première piste : https://www.example.org/menuiserie");
      await visitor.reads("première piste");
      await picture(visitor, "visitor-chat", { dark: true });
      await counsellor.page.setViewportSize(sizes.wide);
      await picture(counsellor, "counsellor-chat", { dark: true });
    });
    await claim("pictures: what a counsellor has at hand", async () => {
      await counsellor.note("A déjà un dossier à Namur.");
      await counsellor.composer.fill("/");
      await counsellor.page.getByRole("listbox").waitFor();
      await picture(counsellor, "counsellor-replies");
      await counsellor.composer.fill("");
      await counsellor.menu("counsellor.transfer");
      await picture(counsellor, "counsellor-transfer", { dark: true });
      await counsellor.button("action.close").click();
    });
    await claim("pictures: it rings, and the device check", async () => {
      await counsellor.ring("video");
      await picture(counsellor, "counsellor-check");
      await counsellor.throughCheck();
      await visitor.button("ring.accept").waitFor();
      await picture(visitor, "visitor-ring");
      await visitor.answer();
      await visitor.page.getByRole("dialog").waitFor();
      await visitor.page.waitForTimeout(1000);
      await picture(visitor, "visitor-check", { dark: true });
      await visitor.throughCheck();
    });
    await claim("pictures: the interview, on both sides", async () => {
      await until("the visitor sees the counsellor", async () => (await movingPictures(visitor.page)) > 0);
      await picture(visitor, "interview");
      await picture(counsellor, "counsellor-interview");
      await counsellor.page.setViewportSize(sizes.wide);
      ensure(await inSight(counsellor.composer), "the counsellor does not see the box to write in");
      await counsellor.button("call.screen.on").click();
      await visitor.page.getByLabel(say("call.screen.other", { name: "Amélie" })).waitFor();
      await picture(visitor, "interview-screen");
    });
    await claim("pictures: afterwards", async () => {
      await visitor.hangUp();
      await until("it is over", async () => !(await visitor.call.isVisible()));
      await counsellor.close();
      await visitor.page.getByText(say("visitor.rate.heading")).waitFor();
      await picture(visitor, "visitor-after");
      await picture(counsellor, "counsellor-closed");
    });
    await claim("pictures: the sign-in, in French and in German", async () => {
      await counsellor.signOut();
      await picture(counsellor, "counsellor-sign-in");
    });
  });
}
