// What people send each other arrives as what it is, tells nothing more than was
// meant, and cannot run.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { accessible } from "../lib/access.mjs";
import { shots } from "../lib/browsers.mjs";
import { claim, ensure } from "../lib/claim.mjs";
import { say } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { stays, until } from "../lib/until.mjs";

const hostile = `"><svg onload=alert(1)>.jpg`;
const place = "GPS 50.4674 N 4.8720 E";

/** photo is a JPEG as a telephone makes one: pixels, and in its Exif where it was taken. */
async function photo(page, name) {
  const plain = Buffer.from(
    await page.evaluate(() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 1200, height: 900 });
      const paper = canvas.getContext("2d");
      paper.fillStyle = "teal";
      paper.fillRect(0, 0, 1200, 900);
      paper.fillStyle = "orange";
      paper.fillRect(300, 200, 600, 500);
      return canvas.toDataURL("image/jpeg").split(",")[1];
    }),
    "base64",
  );
  const tiff = Buffer.concat([Buffer.from("MM\0*\0\0\0\x08\0\0\0\0\0\0", "latin1"), Buffer.from(place)]);
  const head = Buffer.from([0xff, 0xe1, 0, tiff.length + 8]);
  const exif = Buffer.concat([head, Buffer.from("Exif\0\0", "latin1"), tiff]);
  return {
    name,
    mimeType: "image/jpeg",
    buffer: Buffer.concat([plain.subarray(0, 2), exif, plain.subarray(2)]),
  };
}

const pdf = (name, size = 40_000) => ({
  name,
  mimeType: "application/pdf",
  buffer: Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(size)]),
});

/** choose is what a person does with the attach button and the browser's own window. */
async function choose(person, ...files) {
  const asked = person.page.waitForEvent("filechooser");
  await person.button("file.attach").click();
  await (await asked).setFiles(files);
}

const link = (person, name) => person.thread.getByRole("link", { name });
const enlarge = (person, name) => person.button("file.enlarge", { name });

/** isDrawn tells whether a picture of the thread has its pixels. */
const isDrawn = (person, name) =>
  enlarge(person, name)
    .locator("img")
    .evaluate((img) => img.complete && img.naturalWidth > 0);

/** narrowUplink makes what leaves a page slow, until what it returns is called. */
async function narrowUplink(page, bytesPerSecond) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 20,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
  return () => session.detach();
}

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    const { visitor, counsellor } = await scene.conversation();
    const shot = shots(stage.out);
    const dialogs = [];
    for (const { page } of [visitor, counsellor]) page.on("dialog", (each) => dialogs.push(each.message()));
    const cv = pdf("CV d’Ève.pdf");

    await claim(
      "files: a photo and a document reach the counsellor, with the words between them in order",
      async () => {
        await choose(visitor, await photo(visitor.page, hostile), cv);
        await visitor.write("Voilà les deux.");
        await counsellor.reads("Voilà les deux.");
        await until("the photo is drawn", () => isDrawn(counsellor, hostile));
        await until("one's own photo is drawn", () => isDrawn(visitor, hostile));
        await link(counsellor, cv.name).waitFor();
        const all = await counsellor.thread.getByRole("listitem").allInnerTexts();
        const at = (words) => all.findIndex((each) => each.includes(words));
        ensure(at(cv.name) > 0 && at(cv.name) < at("Voilà les deux."), `they came as ${all.join(" | ")}`);
      },
    );
    await claim("files: a document is downloaded as it was sent", async () => {
      const comes = counsellor.page.waitForEvent("download");
      await link(counsellor, cv.name).click();
      const download = await comes;
      ensure(download.suggestedFilename() === cv.name, `it is called ${download.suggestedFilename()}`);
      ensure(readFileSync(await download.path()).equals(cv.buffer), "it is another file");
    });
    await claim("files: where a photo was taken does not travel", async () => {
      const src = await enlarge(counsellor, hostile).locator("img").getAttribute("src");
      const bytes = await counsellor.page.evaluate(async (address) => {
        const answer = await fetch(address);
        return [...new Uint8Array(await answer.arrayBuffer())];
      }, src);
      const text = Buffer.from(bytes).toString("latin1");
      ensure(bytes.length > 1000, "there is no photo");
      ensure(!text.includes(place) && !text.includes("Exif"), "the place is in the photo");
    });
    await claim("files: a photo opens large, and the keyboard comes back to where it was", async () => {
      const button = enlarge(counsellor, hostile);
      await button.focus();
      await counsellor.page.keyboard.press("Enter");
      const dialog = counsellor.page.getByRole("dialog", { name: hostile });
      await dialog.getByRole("img", { name: hostile }).waitFor();
      await accessible(counsellor.page, "the large photo");
      await shot(counsellor.page, "files-large-wide");
      await counsellor.page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      ensure(await button.evaluate((each) => each === document.activeElement), "the focus is elsewhere");
    });
    await claim("files: the counsellor sends one back by pasting, and by dropping", async () => {
      for (const [kind, name] of [
        ["paste", "offre.pdf"],
        ["drop", "plan.pdf"],
      ]) {
        const target = kind === "paste" ? counsellor.composer : counsellor.thread;
        await target.evaluate(
          (on, [what, called]) => {
            const data = new DataTransfer();
            data.items.add(new File(["%PDF-1.7 x"], called, { type: "application/pdf" }));
            const about = { bubbles: true, cancelable: true };
            on.dispatchEvent(
              what === "paste"
                ? new ClipboardEvent("paste", { ...about, clipboardData: data })
                : new DragEvent("drop", { ...about, dataTransfer: data }),
            );
          },
          [kind, name],
        );
        await link(visitor, name).waitFor();
      }
    });
    await claim("files: what is no file of ours is refused in words, and the words go on", async () => {
      await choose(visitor, {
        name: "photo.png",
        mimeType: "image/png",
        buffer: Buffer.from("<!doctype html><script>alert(1)</script>"),
      });
      await visitor.thread.getByText(say("fault.bad_file")).waitFor();
      await choose(visitor, { ...pdf("tout.pdf"), buffer: Buffer.alloc(10 * 1024 * 1024 + 1, "%PDF-1.7 ") });
      await visitor.thread.getByText(say("file.why.too_large")).waitFor();
      await visitor.write("Alors sans photo.");
      await counsellor.reads("Alors sans photo.");
      await accessible(visitor.page, "refused files");
      await shot(visitor.page, "files-refused-narrow");
      await visitor.button("file.discard").first().click();
      await visitor.button("file.discard").click();
      ensure(
        (await visitor.thread.getByText("photo.png").count()) === 0,
        "what was taken away is still there",
      );
    });
    await claim("files: how far a file is can be seen, and it can be given up", async () => {
      const widen = await narrowUplink(visitor.page, 400_000);
      await choose(visitor, pdf("long.pdf", 4_000_000));
      const progress = visitor.page.getByRole("progressbar", { name: "long.pdf" });
      const value = () => progress.evaluate((each) => each.value);
      const first = await until("it moves", value);
      await until("it moves on", async () => (await value()) > first);
      await accessible(visitor.page, "a file on its way");
      await shot(visitor.page, "files-way-narrow");
      await visitor.button("file.cancel").click();
      await progress.waitFor({ state: "detached" });
      await widen();
      await stays("it does not arrive", async () => (await link(counsellor, "long.pdf").count()) === 0);
    });
    await claim("files: without a network a file waits, and goes once when it is back", async () => {
      const { page } = visitor;
      await page.context().setOffline(true);
      await choose(visitor, pdf("plus tard.pdf"));
      await visitor.thread.getByText(say("file.why.unreachable")).waitFor();
      await page.context().setOffline(false);
      await link(counsellor, "plus tard.pdf").waitFor({ timeout: 20_000 });
      ensure((await link(counsellor, "plus tard.pdf").count()) === 1, "it came twice");
      await visitor.thread.getByText(say("file.why.unreachable")).waitFor({ state: "detached" });
    });
    await claim("files: after a reload everything is there, on both pages", async () => {
      for (const each of [visitor, counsellor]) {
        await each.page.reload();
        await link(each, cv.name).waitFor();
        await enlarge(each, hostile).scrollIntoViewIfNeeded();
        await until("the photo is drawn", () => isDrawn(each, hostile));
        await accessible(each.page, "a conversation with files");
      }
      await shot(visitor.page, "files-narrow");
      await shot(counsellor.page, "files-wide");
      await enlarge(visitor, hostile).click();
      await visitor.page.getByRole("dialog").getByRole("img", { name: hostile }).waitFor();
      await shot(visitor.page, "files-large-narrow");
      await visitor.button("action.close").click();
      const wide = await visitor.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      ensure(!wide, "a file makes the page wider than the telephone");
    });
    await claim("files: nothing of it ran", async () => {
      ensure(dialogs.length === 0, `dialogs opened: ${dialogs.join(", ")}`);
      for (const { page } of [visitor, counsellor]) {
        ensure((await page.locator("svg[onload]").count()) === 0, "markup came out of a name");
      }
    });
  });
}
