// A network that lets nothing out but TLS: no datagram, no connection to the
// media port. The interview goes by the relay.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { claim, ensure } from "../lib/claim.mjs";
import { Guest, Host } from "../lib/meeting.mjs";
import { firewall, serverAddress } from "../lib/network.mjs";
import { bothHear, hears } from "../lib/observe.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { freePort } from "../lib/server.mjs";
import { openTrial, row, said } from "../lib/trial.mjs";

export async function prove(stage) {
  const port = await freePort();
  const { certificate, key } = sign(stage.folder);
  const settings = {
    MITI_TURN_TLS: `0.0.0.0:${port}`,
    MITI_TURN_TLS_CERT: certificate,
    MITI_TURN_TLS_KEY: key,
    MITI_TURN_NAME: serverAddress,
  };
  await withScene({ ...stage, settings, flags: ["--ignore-certificate-errors"] }, async (scene) => {
    const open = firewall([scene.server.ports.web, port]);
    try {
      await claim("where only TLS gets out, the connection test finds the relay", async () => {
        const { page } = await scene.visitor();
        const sheet = await openTrial(page);
        await said(sheet, "trial.detour");
        for (const [way, is] of [
          ["udp", "closed"],
          ["tcp", "closed"],
          ["relay", "open"],
        ]) {
          const text = await row(sheet, `trial.way.${way}`).textContent();
          ensure(text.includes(say(`trial.${is}`)), `${way} is not ${is}: ${text}`);
        }
        return `${await row(sheet, "trial.up").textContent()}, ${await row(sheet, "trial.down").textContent()}`;
      });
      await claim("where only TLS gets out, an interview is heard both ways by the relay", async () => {
        const both = await scene.conversation();
        await both.counsellor.ring("audio");
        await both.counsellor.throughCheck();
        const began = performance.now();
        await both.visitor.connected();
        const took = (performance.now() - began) / 1000;
        await both.visitor.answer();
        await both.visitor.throughCheck();
        await Promise.all([both.visitor.inCall(), both.counsellor.inCall()]);
        const heard = await bothHear(both);
        const ways = await Promise.all([way(both.visitor), way(both.counsellor)]);
        ensure(ways[0] === "relay by tls", `the visitor comes by ${ways[0]}`);
        ensure(!ways[1].startsWith("relay"), `the counsellor comes by ${ways[1]}`);
        return `${heard}; ${ways.join(" and ")}; connected ${took.toFixed(1)} s after it rang`;
      });
      await claim(
        "nobody before the door of a meeting has the relay; who is let in comes by it",
        async () => {
          const host = await Host.open(scene, "amelie");
          await host.plans(title, "Hugo", 1);
          const guest = await Guest.open(scene.visitors, scene.server.origin, "/meetings");
          await guest.page.getByRole("link", { name: title }).click();
          await guest.registers("Anna", "Menuisier");
          await guest.reads("meeting.mine.confirmed");
          await host.looksAt(title);
          await host.enters();
          await guest.knocks();
          await host.reads("meeting.news.waiting.one", { count: 1 });
          await guest.page.waitForTimeout(12_000); // every way there is has been tried in that time
          ensure(!(await isConnected(guest)), "who waits outside is connected");
          const began = performance.now();
          await host.people();
          await host.button("meeting.admit.whom", { name: "Anna" }).click();
          await guest.connected();
          const took = (performance.now() - began) / 1000;
          ensure((await way(guest)) === "relay by tls", `the guest comes by ${await way(guest)}`);
          return `${await hears(guest.page, "low")}, ${took.toFixed(1)} s after the door was opened`;
        },
      );
    } finally {
      open();
    }
  });
}

const title = "Rédiger un CV";

const way = (person) => person.page.evaluate(() => window.observed.way());
const isConnected = (person) => person.page.evaluate(() => window.observed.state === "connected");

/** sign makes a certificate of the server's address. */
function sign(folder) {
  const [certificate, key] = ["relay.pem", "relay.key"].map((name) => join(folder, name));
  const what = ["-subj", "/CN=miti", "-addext", `subjectAltName=IP:${serverAddress}`, "-days", "2", "-nodes"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  execFileSync("openssl", ["req", "-x509", ...kind, ...what, "-keyout", key, "-out", certificate], {
    stdio: "ignore",
  });
  return { certificate, key };
}
