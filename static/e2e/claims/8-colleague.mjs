// A colleague is brought into the conversation and into its interview: three
// people, each heard by the others.
import { accessible } from "../lib/access.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { voiceAt } from "../lib/observe.mjs";
import { say } from "../lib/people.mjs";
import { question, withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const { visitor, counsellor } = await scene.interview("audio");
    const colleague = await scene.counsellor("hugo");
    await claim("a colleague is asked in, reads the history and joins the interview", async () => {
      await counsellor.button("counsellor.more").click();
      await counsellor.button("counsellor.colleague.invite").click();
      await counsellor.page.getByRole("dialog").getByRole("button", { name: "Hugo" }).click();
      await colleague.button("counsellor.invited.accept").click();
      await colleague.reads(question);
      await colleague.button("counsellor.beside.join").click();
      await colleague.throughCheck({ ifAsked: true });
      await colleague.inCall();
      await colleague.connected();
    });
    await claim("the three hear one another without a new offer of those who were there", async () => {
      const offers = () => visitor.page.evaluate(() => window.observed.offers);
      const before = await offers();
      const heard = await voiceAt(colleague.page);
      ensure(heard.moments >= 6, "the colleague hears nobody");
      await until("two voices reach the visitor", async () => {
        const streams = (await visitor.page.evaluate(() => window.observed.received())).filter(
          (each) => each.kind === "audio" && each.packetsReceived > 20,
        );
        return streams.length >= 2;
      });
      ensure((await offers()) === before, "the visitor's page made another offer");
      ensure(
        await visitor.call.getByText("Hugo").first().isVisible(),
        "the visitor does not see who has come",
      );
    });
    await claim("a colleague who hangs up leaves alone, and may come back", async () => {
      await colleague.hangUp();
      await colleague.button("counsellor.beside.join").waitFor();
      await until("the counsellor is alone with the visitor", async () => {
        return (await counsellor.call.getByText("Hugo").count()) === 0;
      });
      ensure(await visitor.call.isVisible(), "the visitor's interview is over");
      await colleague.button("counsellor.beside.join").click();
      await colleague.throughCheck({ ifAsked: true });
      await colleague.connected();
      await counsellor.call.getByText("Hugo").first().waitFor();
    });
    await claim("the counsellor leaves those who go on, and ends it for everybody", async () => {
      await counsellor.hangUp();
      await counsellor.dialog
        .getByText(say("counsellor.leave.text", { name: say("thread.visitor") }))
        .waitFor();
      await accessible(counsellor.page, "leaving the interview");
      await counsellor.button("counsellor.leave.me").click();
      await counsellor.button("counsellor.beside.join").waitFor();
      await until("the visitor is with the colleague", async () => {
        return (await visitor.call.getByText("Amélie").count()) === 0;
      });
      ensure(await colleague.call.isVisible(), "it is over for the colleague");
      await counsellor.button("counsellor.leave.all").click();
      await until("it is over for the visitor", async () => !(await visitor.call.isVisible()));
      await until("it is over for the colleague", async () => !(await colleague.call.isVisible()));
    });
  });
}
