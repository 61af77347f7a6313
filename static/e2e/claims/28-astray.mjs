// Who comes by an address that leads nowhere, or by a link that opens nothing any more.
import { accessible } from "../lib/access.mjs";
import { page } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { say, words } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const languages = ["fr", "nl", "de", "en"];

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const { origin } = scene.server;
    const open = (path, options) => page(scene.visitors, { origin, path, ...options });
    await claim(
      "an address that leads nowhere says so in four languages, and leads to the start",
      async () => {
        for (const language of languages) {
          const texts = words(language);
          const lost = await open("/no/where", { language: `${language}-BE` });
          await lost.getByRole("heading", { name: texts["nowhere.heading"], level: 1 }).waitFor();
          ensure((await lost.title()) === texts["nowhere.title"], `the tab says ${await lost.title()}`);
          ensure((await lost.getAttribute("html", "lang")) === language, "its language is another one");
          await accessible(lost, `a page that is none, in ${language}`);
          const answer = await lost.reload();
          ensure(answer.status() === 404, `its status is ${answer.status()}`);
          await lost.getByRole("link", { name: texts["nowhere.start"], exact: true }).click();
          await lost.getByRole("heading", { name: texts["visitor.heading"] }).waitFor();
          ensure(new URL(lost.url()).pathname === "/", `it leads to ${lost.url()}`);
          await lost.context().close();
        }
      },
    );
    await claim("a program that asks for such an address gets the fault", async () => {
      for (const [path, accept] of [
        ["/nowhere", "*/*"],
        ["/api/nowhere", "text/html"],
      ]) {
        const answer = await fetch(origin + path, { headers: { accept } });
        ensure(answer.status === 404, `${path}: ${answer.status}`);
        ensure((await answer.json()).code === "not_found", `${path} has another fault`);
      }
    });
    await claim("a private link of an appointment that opens nothing says what to do", async () => {
      const used = (of, texts) => of.getByText(texts["booking.link.used"], { exact: true }).waitFor();
      for (const language of languages) {
        const texts = words(language);
        const late = await open(`/book#r=${"a".repeat(26)}`, { language: `${language}-BE` });
        await used(late, texts);
        await late.getByText(texts["booking.link.used.ways"], { exact: true }).waitFor();
        await accessible(late, `a link that opens nothing, in ${language}`);
        ensure(!late.url().includes("#r="), "the link stays in the address");
        await late.getByRole("link", { name: texts["booking.link.used.write"], exact: true }).click();
        await late.getByRole("textbox", { name: texts["visitor.question.label"] }).waitFor();
        await late.context().close();
      }
      // Cut off, with too much behind it, and one that is opened where the page is open already.
      const fr = words("fr");
      const again = await open("/book#r=");
      await used(again, fr);
      for (const token of ["a".repeat(80), "%C3%A9t%C3%A9"]) {
        await again.goto(`${origin}/book`);
        await again.locator("input[name=kind]").first().waitFor();
        ensure(!(await again.getByText(fr["booking.link.used"]).isVisible()), "it is said of no link");
        await again.goto(`${origin}/book#r=${token}`);
        await used(again, fr);
      }
      // A time is chosen here all the same, and then it is not spoken of any more.
      await again.getByRole("radio", { name: say("times.kind.phone") }).check();
      await again.locator(".slot").first().click();
      await until("nothing is said of the link", async () => {
        const held = await again.getByRole("heading", { name: say("booking.heading.details") }).isVisible();
        return held && !(await again.getByText(fr["booking.link.used"]).isVisible());
      });
      await again.context().close();
    });
  });
}
