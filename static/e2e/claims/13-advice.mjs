// Help from colleagues: notes and advice that the visitor never sees, and a
// conversation that is handed over.
import { accessible } from "../lib/access.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { say } from "../lib/people.mjs";
import { question, withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const secret = "Vérifier le dossier Zorglub";
const advice = "Propose-lui la formation courte";

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const { visitor, counsellor } = await scene.conversation();
    const hugo = await scene.counsellor("hugo");
    const sees = (text) => visitor.page.getByText(text).first().isVisible();
    await claim("a note looks like none of the messages, and the visitor never gets it", async () => {
      await counsellor.note(secret);
      await counsellor.write("Bonjour, je regarde.");
      await visitor.reads("je regarde");
      ensure(!(await sees(secret)), "the visitor sees the note");
      ensure(!(await visitor.page.content()).includes("Zorglub"), "the note is in the visitor's page");
      await visitor.page.reload();
      await visitor.reads("je regarde");
      ensure(!(await visitor.page.content()).includes("Zorglub"), "the note came with the reload");
      await accessible(counsellor.page, "notes and facts");
    });
    await claim("a colleague gives advice, and the visitor does not know", async () => {
      await counsellor.menu("counsellor.advice");
      await counsellor.asks("Hugo");
      await hugo.button("counsellor.invited.accept").click();
      await hugo.reads(question);
      ensure((await hugo.composer.count()) === 0, "who reads along may write to the visitor");
      await hugo.note(advice);
      await counsellor.notes.getByText(advice).waitFor();
      ensure(!(await visitor.page.content()).includes("Hugo"), "the visitor knows of Hugo");
      await accessible(hugo.page, "reading along");
    });
    await claim("who gave advice comes forward, and leaves again", async () => {
      await hugo.button("counsellor.quiet.forward").click();
      await visitor.reads(say("line.joined", { name: "Hugo" }));
      await hugo.composer.waitFor();
      await hugo.menu("counsellor.depart");
      await visitor.reads(say("line.left", { name: "Hugo" }));
    });
    const handOver = async () => {
      await counsellor.menu("counsellor.transfer");
      await counsellor.dialog.getByRole("radio", { name: /Hugo/ }).click();
      await counsellor.dialog.getByLabel(say("counsellor.transfer.note")).fill("Cherche près de Liège");
      await accessible(counsellor.page, "the transfer");
      await counsellor.button("counsellor.transfer.send").click();
      await counsellor.button("counsellor.transfer.take_back").waitFor();
      await hugo.offer("Cherche près de Liège").waitFor();
    };
    await claim("a transfer that is passed comes back, and says so", async () => {
      await handOver();
      await hugo.button("counsellor.pass").click();
      await hugo.button("counsellor.pass.busy").click();
      await counsellor.page.getByText(say("counsellor.transfer.returned")).waitFor();
      await until("the title calls", async () => (await counsellor.page.title()).startsWith("("));
      await counsellor.button("counsellor.understood").click();
      await until("the title is quiet", async () => !(await counsellor.page.title()).startsWith("("));
    });
    await claim("a transfer is accepted with its note, and the visitor is told", async () => {
      await handOver();
      await hugo.button("counsellor.accept.whose", { text: question }).click();
      await hugo.reads(question);
      await hugo.notes.getByText("Cherche près de Liège").first().waitFor();
      await visitor.reads(say("line.transferred", { name: "Hugo" }));
      ensure(!(await visitor.page.content()).includes("Cherche près"), "the visitor reads the note");
      await until("it has left the first counsellor", async () => !(await counsellor.composer.isVisible()));
      await hugo.write("Bonjour, c’est Hugo.");
      await visitor.reads("c’est Hugo");
    });
    await claim("who is not there is not asked silently", async () => {
      await hugo.menu("counsellor.transfer");
      await hugo.dialog.getByRole("radio", { name: /Elke/ }).click();
      await hugo.button("counsellor.transfer.send").click();
      await hugo.dialog.getByText(say("fault.not_there")).waitFor();
      await hugo.button("counsellor.transfer.anyway").click();
      await hugo.button("counsellor.transfer.take_back").click();
    });
  });
}
