// Who comes by an address that leads nowhere.
import { accessible } from "../lib/access.mjs";
import { page } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { words } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";

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
  });
}
