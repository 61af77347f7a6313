// The real program with demo data, started, killed and started again.
import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { createServer } from "node:net";
import { serverAddress } from "./network.mjs";
import { until } from "./until.mjs";

/** freePort is a TCP port that nobody had a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Server is one `miti demo` with a data folder of its own. Its ports stay the
 * same over kill and start, as they would on a real host.
 */
export class Server {
  #process;
  #output = "";
  #ahead = 0;

  constructor({ program, folder, ports, settings }) {
    this.program = program;
    this.folder = folder;
    this.ports = ports;
    this.settings = settings;
    this.origin = `http://${serverAddress}:${ports.web}`;
  }

  /** Settings are of the configuration, beside those that every test needs. */
  static async make({ program, folder, settings = {} }) {
    const ports = { web: await freePort(), admin: await freePort(), media: await freePort() };
    return new Server({ program, folder, ports, settings });
  }

  /** start returns when the server is ready. */
  async start() {
    const { web, admin, media } = this.ports;
    const child = spawn(this.program, ["demo", "-ahead", `${this.#ahead}ms`], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        MITI_LISTEN: `0.0.0.0:${web}`,
        MITI_ADMIN_LISTEN: `127.0.0.1:${admin}`,
        MITI_DATA_DIR: `${this.folder}/data`,
        MITI_PUBLIC_ORIGINS: this.origin,
        MITI_MEDIA_UDP: `0.0.0.0:${media}`,
        MITI_MEDIA_TCP: `0.0.0.0:${media}`,
        MITI_MEDIA_PUBLIC_ADDRESSES: serverAddress,
        ...this.settings,
      },
    });
    this.#process = child;
    const stop = () => child.kill("SIGKILL");
    process.once("exit", stop);
    child.once("exit", () => process.off("exit", stop));
    const keep = (text) => {
      this.#output += text;
      appendFileSync(`${this.folder}/server.log`, text);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    await until("the server is ready", async () => {
      if (child.exitCode !== null) throw new Error(`the server ended: ${this.#output.slice(-2000)}`);
      const answer = await fetch(`http://127.0.0.1:${admin}/readyz`).catch(() => undefined);
      return answer?.ok;
    });
  }

  /** The server's time. */
  get now() {
    return Date.now() + this.#ahead;
  }

  /** skip lets so long pass for the server, in which it is not there. */
  async skip(ms) {
    await this.kill();
    this.#ahead += Math.round(ms);
    await this.start();
  }

  /** What the server printed since it was made. */
  get output() {
    return this.#output;
  }

  /** kill ends it as a power cut would. */
  kill() {
    return this.#end("SIGKILL");
  }

  /** stop asks it to end, and returns its exit code. */
  stop() {
    return this.#end("SIGTERM");
  }

  #end(signal) {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    return new Promise((resolve) => {
      child.once("exit", resolve);
      child.kill(signal);
    });
  }
}
