// The room of an appointment when its counsellor comes first, and one whose visitor does not come.
import { always, anyTime, booksWithAmelie } from "../lib/appointments.mjs";
import { page } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { mails } from "../lib/mails.mjs";
import { bothHear } from "../lib/observe.mjs";
import { begins, Counsellor, say, Visitor } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const minute = 60_000;

/** ahead is what makes a page's clock as far ahead as the server's is. */
const ahead = (ms) => ({
  content: `(${(by) => {
    const Native = Date;
    window.Date = class extends Native {
      constructor(...of) {
        super(...(of.length > 0 ? of : [Native.now() + by]));
      }
      static now() {
        return Native.now() + by;
      }
    };
  }})(${ms})`,
});

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const { server } = scene;
    await anyTime(scene);
    const amelie = await scene.counsellor();
    await always(amelie);
    const opened = await page(scene.visitors, { origin: server.origin, path: "/book" });
    await claim("the counsellor comes first, and the visitor who comes has nothing to answer", async () => {
      const id = await booksWithAmelie(opened, {
        id: "f".repeat(26),
        name: "Zoé",
        contact: "zoe@example.org",
      });
      const visitor = new Visitor(opened);
      // The agenda is looked at now and then, and anew on a page that is opened.
      await amelie.page.reload();
      await amelie.button("agenda.join").click();
      await amelie.throughCheck();
      await amelie.button("ring.cancel").waitFor();
      await opened.goto(`${server.origin}/book#a=${id}`);
      await visitor.button("booking.join").click();
      await visitor.throughCheck();
      await Promise.all([visitor.inCall(), amelie.inCall()]);
      const heard = await bothHear({ visitor, counsellor: amelie });
      await visitor.hangUp();
      await until("it is over", async () => !(await amelie.call.isVisible()));
      return heard;
    });
    await amelie.page.context().close();
    await claim("who does not come is noted, and is told kindly, with a way to another time", async () => {
      const missed = await page(scene.visitors, { origin: server.origin, path: "/book" });
      const id = await booksWithAmelie(missed, {
        id: "m".repeat(26),
        name: "Inès",
        contact: "ines@example.org",
        from: new Date(Date.now() + 30 * minute),
      });
      await missed.context().close();
      await server.skip(50 * minute);
      const later = { before: ahead(50 * minute) };
      const there = new Counsellor(
        await page(scene.counsellors, { origin: server.origin, path: "/counsellor", wide: true, ...later }),
      );
      await there.signIn("amelie@demo.example");
      const near = there.page.locator(".near").filter({ hasText: "Inès" });
      await near.getByRole("button", { name: say("agenda.missed"), exact: true }).click();
      await until("it is asked no more", async () => !(await near.isVisible()));
      const told = () =>
        mails(server).find(({ text }) => text.includes(say("mail.appointment_missed.more").slice(0, 30)));
      const letter = await until("the mail is there", told);
      const link = /https?:\/\/\S+#r=[\w-]+/.exec(letter.text)?.[0];
      ensure(link, "the mail has no way on");
      const again = await page(scene.visitors, { origin: server.origin, ...later });
      await again.goto(link);
      await again.getByText(begins("booking.missed")).waitFor();
      await again
        .getByRole("button", { name: say("booking.again"), exact: true })
        .first()
        .click();
      await again.locator("input[name=kind]").first().waitFor();
      ensure(!again.url().includes(id), "it is the appointment of before");
    });
  });
}
