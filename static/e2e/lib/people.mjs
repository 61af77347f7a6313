// A visitor and a counsellor as they use their pages: by what is written on
// buttons and fields, never by what the code calls them.
import { readFileSync } from "node:fs";
import { until } from "./until.mjs";

/** The catalogue that the pages under test speak. */
export const words = (language) =>
  JSON.parse(readFileSync(new URL(`../../src/i18n/${language}.json`, import.meta.url), "utf8"));

const fr = words("fr");
/** A sentence with its places filled in. */
export const say = (key, values = {}) => {
  if (!(key in fr)) throw new Error(`no text ${key}`);
  return fr[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
};

/** How a sentence begins, up to its first place. */
export const begins = (key) => fr[key].split("{")[0].trim();

/** What both have: a page with a conversation in it, and an interview. */
class Person {
  constructor(page) {
    this.page = page;
  }

  button(key, values) {
    return this.page.getByRole("button", { name: say(key, values), exact: true });
  }

  /** The thread of the open conversation. */
  get thread() {
    return this.page.getByRole("log", { name: say("thread.label") });
  }

  get call() {
    return this.page.getByRole("region", { name: say("call.label") });
  }

  async write(text) {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** Waits until a text is in the thread. */
  reads(text, options) {
    return until(
      `“${text}” is read`,
      () => this.thread.getByText(text, { exact: false }).first().isVisible(),
      options,
    );
  }

  /** Goes through the device check with whatever was found; it is shown once on a device. */
  async throughCheck({ ifAsked = false } = {}) {
    const begin = ["device.start", "device.start.audio", "device.start.listen"]
      .map((key) => say(key))
      .join("|");
    const start = this.page
      .getByRole("dialog")
      .getByRole("button", { name: new RegExp(`^(${begin})$`) })
      .first();
    if (ifAsked) {
      const beyond = this.call.or(this.button("ring.cancel")).first();
      await start.or(beyond).first().waitFor();
      if (!(await start.isVisible())) return;
    }
    await start.click();
  }

  answer() {
    return this.button("ring.accept").click();
  }

  hangUp() {
    return this.button("call.hang_up").click();
  }

  inCall(options) {
    return until("the interview is on the page", () => this.call.isVisible(), options);
  }

  connected(options) {
    return until(
      "media is connected",
      () => this.page.evaluate(() => window.observed.state === "connected"),
      options,
    );
  }
}

export class Visitor extends Person {
  get composer() {
    return this.page.getByRole("textbox", { name: say("visitor.message.label") });
  }

  async ask(text) {
    await this.page.getByRole("textbox", { name: say("visitor.question.label") }).fill(text);
    await this.button("visitor.ask.send").click();
  }

  /** Says that it is about a training, and in German: in the demo that is for Greta alone. */
  async forGreta() {
    const { page } = this;
    await page.getByText(say("visitor.details.label")).click();
    await page.getByRole("combobox", { name: say("visitor.language.label") }).selectOption("de");
    await page.getByRole("button", { name: say("topic.training") }).click();
  }

  /** Leaves a question for Greta, to be answered by mail. */
  async leaves(text, address) {
    const { page } = this;
    await this.forGreta();
    await page.getByRole("textbox", { name: say("visitor.question.label") }).fill(text);
    await page.getByRole("textbox", { name: say("visitor.contact.mail") }).fill(address);
    await this.button("visitor.leave.send").click();
    await page.getByText(say("visitor.left.heading")).waitFor();
  }

  ring(mode) {
    return this.button(`visitor.call.${mode}`).click();
  }
}

export class Counsellor extends Person {
  get composer() {
    return this.page.getByRole("textbox", {
      name: say("counsellor.message.label", { name: say("thread.visitor") }),
    });
  }

  async signIn(email) {
    await this.page.getByRole("textbox", { name: say("counsellor.sign_in.email") }).fill(email);
    await this.page.getByLabel(say("counsellor.sign_in.password")).fill("demo-miti-2026");
    await this.button("counsellor.sign_in.send").click();
    await this.presence.waitFor();
  }

  /** The large switch. */
  get presence() {
    return this.page.getByRole("group", { name: say("counsellor.presence") });
  }

  async declares(presence) {
    await this.presence.getByRole("radio", { name: say(`counsellor.duty.${presence}`) }).click();
  }

  async isThere() {
    await this.declares("available");
    await this.presence
      .getByRole("radio", { name: say("counsellor.duty.available"), checked: true })
      .waitFor();
  }

  /** The button that takes the visitor who began with the text, whether it rings here or not. */
  waiting(text) {
    const begins = ["counsellor.accept.whose", "counsellor.take.whose"].map((key) =>
      say(key, { text: text.slice(0, 40) }),
    );
    const [rings, waits] = begins.map((name) => this.page.getByRole("button", { name }));
    return rings.or(waits).first();
  }

  /** The card that rings here for the visitor who began with the text. */
  offer(text) {
    return this.page
      .getByRole("article")
      .filter({ hasText: text })
      .filter({ hasText: say("counsellor.pass") });
  }

  /** Opens the menu of the open conversation, and chooses. */
  async menu(key) {
    await this.button("counsellor.more").click();
    await this.button(key).click();
  }

  get dialog() {
    return this.page.getByRole("dialog");
  }

  /** What staff wrote for one another, beside the open conversation. */
  get notes() {
    return this.page.getByRole("region", { name: say("counsellor.notes") });
  }

  async note(text) {
    await this.notes.getByRole("textbox").fill(text);
    await this.button("counsellor.notes.add").click();
    await this.notes.getByText(text).waitFor();
  }

  /** Asks a colleague by name, in the sheet that is open. */
  async asks(name) {
    await this.dialog.getByRole("button", { name }).click();
  }

  sees(text) {
    return until(`“${text}” waits`, () => this.waiting(text).isVisible());
  }

  async take(text) {
    await this.waiting(text).click();
    await until("the conversation is open", () => this.composer.isVisible());
  }

  /** The button that opens a follow-up of the counsellor's, by how it begins. */
  followUp(text) {
    const name = say("counsellor.inbox.whose.answer", { text: text.slice(0, 30) });
    return this.page.getByRole("button", { name });
  }

  /** Clicks at the same moment as a colleague may: the button can be gone. */
  tries(text) {
    return this.waiting(text)
      .click({ timeout: 3000 })
      .catch(() => {});
  }

  open(text) {
    return this.page.getByRole("button", { name: text }).click();
  }

  ring(mode) {
    return this.button(`counsellor.call.${mode}`).click();
  }

  /** Closes the open conversation, and says so when asked. */
  async close() {
    await this.button("counsellor.more").click();
    await this.button("counsellor.close").click();
    await this.page
      .getByRole("dialog")
      .getByRole("button", { name: say("counsellor.close"), exact: true })
      .click();
  }

  async signOut() {
    await this.button("counsellor.sign_out").click();
    await this.button("counsellor.sign_in.send").waitFor();
  }
}

export class Coordinator extends Person {
  async signIn(email) {
    await this.page.getByRole("textbox", { name: say("counsellor.sign_in.email") }).fill(email);
    await this.page.getByLabel(say("counsellor.sign_in.password")).fill("demo-miti-2026");
    await this.button("counsellor.sign_in.send").click();
    await this.page.getByRole("heading", { name: say("coordinator.board.heading") }).waitFor();
  }

  /** Goes to the board, the roster or the hours. */
  async opens(view) {
    await this.page.getByRole("link", { name: say(`coordinator.view.${view}`), exact: true }).click();
  }

  /** One of the large figures of the board. */
  async figure(which) {
    const words = say(`coordinator.figure.${which}`);
    const of = this.page.getByRole("term").filter({ hasText: words });
    return (await of.locator("xpath=following-sibling::dd").textContent())?.trim();
  }

  get dialog() {
    return this.page.getByRole("dialog");
  }
}
