// Nobody is there: the question is kept, with an address for the answer. And the
// whole of it by keyboard alone.
import { accessible } from "../lib/access.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const contact = (visitor) => visitor.page.getByRole("textbox", { name: say("visitor.contact.mail") });
    const left = (visitor) => visitor.page.getByText(say("visitor.left.heading"));
    await claim(
      "nobody is there: a contact that is missing or none is said here, and the message is kept",
      async () => {
        const visitor = await scene.visitor();
        await contact(visitor).waitFor();
        await visitor.page
          .getByRole("textbox", { name: say("visitor.question.label") })
          .fill("Une question du soir.");
        await visitor.button("visitor.leave.send").click();
        await visitor.page.getByText(say("fault.contact_required")).waitFor();
        ensure((await contact(visitor).getAttribute("aria-invalid")) === "true", "the field does not say so");
        ensure(await contact(visitor).evaluate((each) => each === document.activeElement), "it has no focus");
        await accessible(visitor.page, "the missing contact");
        await contact(visitor).fill("pas une adresse");
        ensure(
          (await contact(visitor).getAttribute("aria-invalid")) === null,
          "what is mended is still said",
        );
        await visitor.button("visitor.leave.send").click();
        await visitor.page.getByText(say("fault.bad_contact")).first().waitFor();
        await contact(visitor).fill("lea@example.org");
        await visitor.button("visitor.leave.send").click();
        await left(visitor).waitFor();
        await visitor.page.reload();
        await visitor.reads("Une question du soir.");
        await visitor.page.context().close();
      },
    );
    await claim("a postcode that is none is said where it is, also when it is folded away", async () => {
      const visitor = await scene.visitor();
      const details = visitor.page.getByText(say("visitor.details.label"));
      await details.click();
      await visitor.page.getByRole("textbox", { name: say("visitor.postcode.label") }).fill("50");
      await details.click();
      await contact(visitor).fill("lea@example.org");
      await visitor.button("visitor.leave.send").click();
      await visitor.page.getByText(say("visitor.postcode.pattern")).waitFor();
      await visitor.page.context().close();
    });
    await claim("by keyboard alone: the question, the address, the button", async () => {
      const visitor = await scene.visitor();
      const { page } = visitor;
      await contact(visitor).waitFor();
      const reach = async (locator, what) => {
        await until(`${what} is reached by Tab`, async () => {
          await page.keyboard.press("Tab");
          return locator.evaluate((each) => each === document.activeElement);
        });
      };
      await reach(page.getByRole("textbox", { name: say("visitor.question.label") }), "the question");
      await page.keyboard.type("Au clavier seulement.");
      await page.keyboard.press("Enter");
      await page.getByText(say("fault.contact_required")).waitFor();
      await page.keyboard.press("Shift+Tab");
      await reach(contact(visitor), "the address");
      await page.keyboard.type("lea@example.org");
      await reach(visitor.button("visitor.leave.send"), "the button");
      await page.keyboard.press("Enter");
      await left(visitor).waitFor();
      ensure(await visitor.thread.getByText("Au clavier seulement.").isVisible(), "the message is not there");
    });
  });
}
