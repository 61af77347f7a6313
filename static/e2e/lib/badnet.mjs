// A stretch of bad network between the visitor and the server's media: the seeded
// relay of sfu/sfutest, which delays, loses and reorders datagrams.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { redirect, serverAddress } from "./network.mjs";

export class BadNetwork {
  #process;
  #lines;
  #undo;

  /** lay puts it in the way of the connections that begin from now on, and lets all pass at first. */
  static async lay(program, port) {
    const net = new BadNetwork();
    const way = ["-listen", `${serverAddress}:0`, "-to", `${serverAddress}:${port}`];
    net.#process = spawn(program, way, { stdio: ["pipe", "pipe", "inherit"] });
    net.#lines = createInterface({ input: net.#process.stdout })[Symbol.asyncIterator]();
    net.#undo = redirect(port, (await net.#lines.next()).value);
    return net;
  }

  /** change obeys commands such as "loss 0.1" and "delay 100ms", of each way. */
  async change(...commands) {
    for (const command of commands) {
      this.#process.stdin.write(`${command}\n`);
      const { value } = await this.#lines.next();
      if (value !== "ok") throw new Error(`badnet: ${command}: ${value}`);
    }
  }

  /** lift takes it out of the way of new connections, and ends those that it carries. */
  lift() {
    this.#undo();
    this.#process.stdin.end();
  }
}
