// Stock Firefox on the visitor's host, driven by WebDriver BiDi: playwright
// drives only a Firefox of its own make.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { reachLoopback, serverAddress, visitorAddress, visitorProgram } from "./network.mjs";
import { install } from "./observe.mjs";
import { say } from "./people.mjs";
import { until } from "./until.mjs";

const program = "/usr/bin/firefox-esr";
// Nobody else has a port in the visitor's namespace.
const driverPort = 9222;
/** As long as `until` waits: on a busy machine half of it is over before Firefox has drawn a button twice. */
const patience = 60_000;
const preferences = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
  // Devices are for secure contexts, and the test's origin has no certificate.
  "dom.securecontext.allowlist": serverAddress,
  "app.update.enabled": false,
  "media.gmp-manager.updateEnabled": false,
  "network.captive-portal-service.enabled": false,
};

/** Firefox is one browser with a home and a profile of its own, and one page. */
export class Firefox {
  #process;
  #driver;

  static async open({ folder, origin }) {
    const firefox = new Firefox();
    try {
      await firefox.#start(join(folder, "firefox"));
      await firefox.#visit(`${origin}/?lang=fr`);
      return firefox;
    } catch (error) {
      await firefox.close();
      throw error;
    }
  }

  async #start(home) {
    const profile = join(home, "profile");
    mkdirSync(profile, { recursive: true });
    const lines = Object.entries(preferences).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    writeFileSync(join(profile, "user.js"), lines.join("\n"));
    reachLoopback(driverPort);
    const flags = ["--headless", "--profile", profile, "--remote-debugging-port", `${driverPort}`];
    // A process group of its own, so that nothing of it is left over.
    this.#process = spawn(visitorProgram(home, program), [...flags, "about:blank"], {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
      env: { PATH: process.env.PATH, HOME: home },
    });
    process.once("exit", this.#kill);
    let output = "";
    this.#process.stderr.on("data", (text) => {
      output += text;
    });
    await until("Firefox can be driven", () => output.includes("WebDriver BiDi listening"), {
      within: 40_000,
    });
    this.#driver = await puppeteer
      .connect({
        browserWSEndpoint: `ws://${visitorAddress}:${driverPort}/session`,
        // It answers to no other name.
        headers: { Host: `127.0.0.1:${driverPort}` },
        protocol: "webDriverBiDi",
        defaultViewport: { width: 390, height: 844 },
      })
      // What a refused connection rejects with is an event, which prints as nothing.
      .catch(({ message }) => Promise.reject(new Error(`Firefox cannot be driven: ${message}`)));
  }

  async #visit(address) {
    this.page = await this.#driver.newPage();
    this.page.on("pageerror", (error) => console.log(`page in Firefox: ${error.message}`));
    await this.page.evaluateOnNewDocument(install);
    await this.page.goto(address);
  }

  /** The browser's name and version. */
  version() {
    return this.#driver.version();
  }

  #named(role, key) {
    return this.page.locator(`::-p-aria([name="${say(key)}"][role="${role}"])`).setTimeout(patience);
  }

  press(key) {
    return this.#named("button", key)
      .click()
      .catch(({ message }) => Promise.reject(new Error(`${say(key)}: ${message}`)));
  }

  fill(key, text) {
    return this.#named("textbox", key).fill(text);
  }

  async close() {
    await this.#driver?.close().catch(() => {});
    this.#kill();
    process.off("exit", this.#kill);
  }

  #kill = () => {
    try {
      if (this.#process) process.kill(-this.#process.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
}
