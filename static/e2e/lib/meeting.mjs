// People in a group session, as they use its pages.
import { page } from "./browsers.mjs";
import { say } from "./people.mjs";
import { until } from "./until.mjs";

/** A camera that costs little: six pages share two cores. It is given as a page's `before`. */
export function smallCamera() {
  const devices = navigator.mediaDevices;
  if (!devices) return; // a page without a secure origin
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = (wanted) =>
    open(wanted.video ? { ...wanted, video: { ...wanted.video, width: 320, height: 180 } } : wanted);
}

/** A page that sends its microphone whatever its person or the host wants. */
export function stubborn() {
  const replace = RTCRtpSender.prototype.replaceTrack;
  RTCRtpSender.prototype.replaceTrack = function (track) {
    return track ? replace.call(this, track) : Promise.resolve();
  };
  const { get, set } = Object.getOwnPropertyDescriptor(MediaStreamTrack.prototype, "enabled");
  Object.defineProperty(MediaStreamTrack.prototype, "enabled", {
    get,
    set() {
      set.call(this, true);
    },
  });
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (frame) {
    send.call(this, String(frame).replaceAll('"microphone":false', '"microphone":true'));
  };
}

/** Counts the tones that a page makes. */
export function countTones() {
  window.tones = 0;
  const Native = window.OscillatorNode;
  window.OscillatorNode = class extends Native {
    constructor(...args) {
      super(...args);
      window.tones++;
    }
  };
}

/** What guests and hosts have. */
class Attendee {
  constructor(opened) {
    this.page = opened;
  }

  button(key, values) {
    return this.page.getByRole("button", { name: say(key, values), exact: true }).first();
  }

  /** A control of the room, which may have a badge. */
  control(key) {
    return this.page.locator(".room-controls").getByRole("button", { name: say(key) });
  }

  reads(key, values, options) {
    return until(
      `“${say(key, values)}” is read`,
      () => this.page.getByText(say(key, values)).first().isVisible(),
      options,
    );
  }

  async throughCheck(key) {
    await this.button("meeting.enter").click();
    await this.page
      .getByRole("dialog")
      .getByRole("button", { name: say(key), exact: true })
      .click();
  }

  inRoom() {
    return until("the room is on the page", () => this.page.locator(".room-controls").isVisible());
  }

  connected() {
    return until("media is connected", () => this.page.evaluate(() => window.observed.state === "connected"));
  }
}

export class Guest extends Attendee {
  static async open(browser, origin, path, options = {}) {
    return new Guest(await page(browser, { origin, path, ...options }));
  }

  async registers(name, answer) {
    const { page: shown } = this;
    await shown.getByLabel(say("meeting.name.label")).fill(name);
    await shown.getByLabel(say("meeting.contact.label")).fill(`${name.toLowerCase()}@example.org`);
    await shown.getByLabel(/métier/).fill(answer);
    await shown.keyboard.press("Tab");
    await shown.keyboard.press("Enter");
    this.name = name;
  }

  /** Goes through the check, without a picture. */
  knocks() {
    return this.throughCheck("device.start.audio");
  }
}

const two = (n) => String(n).padStart(2, "0");

export class Host extends Attendee {
  static async open(scene, name, { path = "/hosting", before } = {}) {
    const host = new Host(
      await page(scene.counsellors, { origin: scene.server.origin, path, wide: true, before }),
    );
    await host.page
      .getByRole("textbox", { name: say("counsellor.sign_in.email") })
      .fill(`${name}@demo.example`);
    await host.page.getByLabel(say("counsellor.sign_in.password")).fill("demo-miti-2026");
    await host.button("counsellor.sign_in.send").click();
    return host;
  }

  get dialog() {
    return this.page.getByRole("dialog");
  }

  /** Plans a session in a quarter of an hour, with a colleague, for so many. */
  async plans(title, colleague, places) {
    await this.button("hosting.plan").click();
    const field = (key) => this.dialog.getByLabel(say(key), { exact: true });
    await field("hosting.title.label").fill(title);
    const start = new Date(Date.now() + 15 * 60_000);
    const here = new Date(start.toLocaleString("en-US", { timeZone: "Europe/Brussels" }));
    const [hour, minute] = [here.getHours(), two(here.getMinutes())];
    await field("hosting.date").fill(
      `${here.getFullYear()}-${two(here.getMonth() + 1)}-${two(here.getDate())}`,
    );
    await field("hosting.from").fill(`${two(hour)}:${minute}`);
    await field("hosting.to").fill(`${two((hour + 1) % 24)}:${minute}`);
    await this.dialog.getByText(say("hosting.cohosts", { count: 0 })).click();
    await this.dialog.getByRole("checkbox", { name: colleague }).check();
    await field("hosting.capacity").fill(String(places));
    await this.dialog.getByRole("button", { name: say("hosting.question.add") }).click();
    await this.dialog.getByRole("textbox", { name: /^Question 1/ }).fill("Quel métier visez-vous ?");
    await this.dialog.getByRole("button", { name: say("hosting.save") }).click();
    await this.page.getByRole("link", { name: title }).waitFor();
  }

  async looksAt(title) {
    await this.page.getByRole("link", { name: title }).click();
    await this.page.getByRole("heading", { name: title, level: 1 }).waitFor();
  }

  /** Goes through the check with a picture, into the room. */
  async enters() {
    await this.throughCheck("device.enter");
    await this.inRoom();
  }

  /** Opens who is there, when that is not shown yet. */
  async people() {
    const shown = this.page.getByRole("complementary", { name: say("meeting.side.people") });
    if (!(await shown.isVisible())) await this.control("meeting.side.people").click();
    return shown;
  }

  /** Does something about somebody in the room. */
  async tool(name, key) {
    await this.people();
    await this.button("meeting.tools.whom", { name }).click();
    await this.page
      .locator(".menu-acts")
      .getByRole("button", { name: say(key), exact: true })
      .click();
  }
}
