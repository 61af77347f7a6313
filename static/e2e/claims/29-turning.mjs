// More people with pictures than the page has seats: whoever looks turns to the others, and back.
// Eleven pages share two cores: guests send small still pictures with a mark that moves, and no sound.
import { ask } from "../lib/ask.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { Guest, Host } from "../lib/meeting.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const title = "Journée portes ouvertes";
const meeting = "p".repeat(26);
/** A page has nine seats. The host, who looks, sends no picture. */
const names = ["Anna", "Basile", "Chloé", "David", "Emma", "Farid", "Greta", "Hana", "Ivo", "Jade"];
/** How many a page shows at once. */
const most = 8;

/** coloured is a camera that shows one colour, by its number, with a mark that moves. Runs in the page. */
function coloured(at, of) {
  const devices = navigator.mediaDevices;
  if (!devices) return; // a page without a secure origin
  // Nobody looks at this page, so nothing is sent to it.
  Object.defineProperty(document, "hidden", { get: () => true });
  devices.getUserMedia = async (wanted) => {
    if (wanted.audio) throw new DOMException("a test", "NotFoundError");
    const canvas = document.createElement("canvas");
    canvas.width = 160;
    canvas.height = 90;
    const pen = canvas.getContext("2d");
    let beat = 0;
    setInterval(() => {
      pen.fillStyle = `hsl(${(360 * at) / of} 100% 50%)`;
      pen.fillRect(0, 0, 160, 90);
      pen.fillStyle = beat++ % 2 ? "white" : "black";
      pen.fillRect(0, 0, 16, 9);
    }, 250);
    return canvas.captureStream(4);
  };
}

/** hues are the colours that the page shows, by the name of whose picture it should be. Runs in the page. */
function hues() {
  const shown = {};
  for (const tile of document.querySelectorAll(".tile")) {
    const name = tile.querySelector(".tile-name").textContent.trim();
    const video = tile.querySelector("video");
    shown[name] = undefined;
    if (!video || video.readyState < 2 || video.videoWidth === 0) continue;
    const canvas = document.createElement("canvas");
    canvas.width = 16;
    canvas.height = 9;
    const pen = canvas.getContext("2d");
    pen.drawImage(video, 0, 0, 16, 9);
    const [r, g, b] = pen.getImageData(8, 4, 1, 1).data;
    const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
    if (most - least < 60) continue; // black, or gray
    const by = most - least;
    const sixth = most === r ? (g - b) / by : most === g ? 2 + (b - r) / by : 4 + (r - g) / by;
    shown[name] = (60 * sixth + 360) % 360;
  }
  return shown;
}

/** Who is shown in their own colour, and no other. */
function own(shown) {
  const apart = 180 / names.length;
  return Object.entries(shown)
    .filter(([name, hue]) => {
      const wanted = (360 * names.indexOf(name)) / names.length;
      const off = hue === undefined ? 180 : Math.abs(((hue - wanted + 540) % 360) - 180);
      return off < apart;
    })
    .map(([name]) => name);
}

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const { origin } = scene.server;
    const host = await Host.open(scene, "amelie");
    await host.button("hosting.plan").waitFor();
    const me = await ask(host.page, "GET", "/api/staff/me");
    const start = new Date(Date.now() + 5 * 60_000);
    await ask(host.page, "PUT", `/api/meetings/${meeting}`, {
      centre: me.centre,
      hosts: [me.id],
      titles: { fr: title },
      languages: ["fr"],
      start: start.toISOString(),
      end: new Date(start.getTime() + 60 * 60_000).toISOString(),
      capacity: names.length,
      mode: "everyone",
      admission: "at_start",
    });
    await host.page.goto(`${origin}/hosting?m=${meeting}`);
    await host.throughCheck("device.start.audio");
    await host.inRoom();
    await host.button("meeting.open").click();
    await claim(
      "ten guests show a picture, and the page that has nine seats shows the first eight",
      async () => {
        for (const [at, name] of names.entries()) {
          const before = { content: `(${coloured})(${at}, ${names.length})` };
          const guest = await Guest.open(scene.visitors, origin, `/meetings?m=${meeting}`, { before });
          const id = String.fromCharCode(97 + at).repeat(26);
          const contact = `${name.length}${at}@example.org`;
          await ask(guest.page, "POST", `/api/meetings/${meeting}/registrations`, {
            ...{ id, session: id, name, contact, language: "fr" },
          });
          await guest.page.reload();
          await guest.throughCheck("device.enter");
          await guest.inRoom();
        }
        await until("eight are shown in their own colour", async () => {
          return own(await host.page.evaluate(hues)).length === most;
        });
      },
    );
    const pages = host.page.getByRole("navigation", { name: say("meeting.pages") });
    const turn = (which) => pages.getByRole("button", { name: say(`meeting.pages.${which}`) }).click();
    const at = (page) => pages.getByText(say("meeting.pages.at", { page, pages: 2 })).waitFor();
    await claim("whoever looks turns to the others and back, without a new SDP", async () => {
      const first = Object.keys(await host.page.evaluate(hues));
      const others = names.filter((name) => !first.includes(name));
      const offers = await host.page.evaluate(() => window.observed.offers);
      const shows = (wanted) =>
        until(`${wanted.join(", ")} are shown, each in their own colour`, async () => {
          const shown = await host.page.evaluate(hues);
          const isThose = Object.keys(shown).length === wanted.length;
          return isThose && wanted.every((name) => own(shown).includes(name));
        });
      const taken = [];
      for (const [which, page, wanted] of [
        ["next", 2, others],
        ["next", 1, first],
        ["previous", 2, others],
        ["previous", 1, first],
      ]) {
        const began = performance.now();
        await turn(which);
        await at(page);
        await shows(wanted);
        taken.push(Math.round(performance.now() - began));
      }
      const more = (await host.page.evaluate(() => window.observed.offers)) - offers;
      ensure(more === 0, `${more} offers were made`);
      return `${others.join(" and ")} after ${taken.join(", ")} ms`;
    });
  });
}
