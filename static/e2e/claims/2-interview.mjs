// A chat becomes an interview: who speaks is heard by the other, who is filmed is seen.
import { claim, ensure } from "../lib/claim.mjs";
import { dark } from "../lib/network.mjs";
import { bothHear, cameraSends, hears, movingPictures, sendsNoSound, silentAt } from "../lib/observe.mjs";
import { say, Visitor } from "../lib/people.mjs";
import { withScene } from "../lib/scene.mjs";
import { until } from "../lib/until.mjs";

const offers = (person) => person.page.evaluate(() => window.observed.offers);

export async function prove(stage) {
  await withScene(stage, async (scene) => {
    let both;
    const ready = await claim(
      "nothing is captured before somebody accepts; both are connected while it rings",
      async () => {
        both = await scene.conversation();
        await both.counsellor.ring("audio");
        await both.counsellor.throughCheck();
        await both.visitor.connected();
        await both.counsellor.connected();
        ensure(
          (await both.visitor.page.evaluate(() => window.observed.captures)) === 0,
          "the visitor is captured before accepting",
        );
        ensure(await silentAt(both.visitor.page), "the visitor hears the counsellor before accepting");
      },
    );
    if (!ready) return;
    const { visitor, counsellor } = both;
    await claim("audio interview heard both ways", async () => {
      await visitor.answer();
      await visitor.throughCheck();
      await Promise.all([visitor.inCall(), counsellor.inCall()]);
      return bothHear(both);
    });
    await claim("up to video without a new SDP", async () => {
      const before = [await offers(visitor), await offers(counsellor)];
      await visitor.button("call.camera.on").click();
      await until(
        "the counsellor sees the visitor",
        async () => (await movingPictures(counsellor.page)) >= 1,
        { within: 20_000 },
      );
      await counsellor.button("call.camera.on").click();
      await until("the visitor sees the counsellor", async () => (await movingPictures(visitor.page)) >= 1, {
        within: 20_000,
      });
      ensure(
        JSON.stringify([await offers(visitor), await offers(counsellor)]) === JSON.stringify(before),
        "somebody made another offer",
      );
    });
    await claim("no more of a picture is sent than the other page shows", async () => {
      const show = (height) => counsellor.page.evaluate((px) => window.observed.resize(px), height);
      const sends = async (size, height, wanted) => {
        await show(height);
        await until(`${size}: ${wanted || "nothing"} is sent`, async () => {
          const { streams } = await visitor.page.evaluate(() => window.observed.cameraSent());
          return streams.join(" and ") === wanted;
        });
        return `${size}: ${await cameraSends(visitor.page)}`;
      };
      // The film is small: browsers make two sizes of it.
      const said = [
        await sends("great", 0, "q and h"),
        await sends("120 px", 120, "q"),
        await sends("hidden", -1, ""),
        await sends("great again", 0, "q and h"),
      ];
      await until("the picture moves", async () => (await movingPictures(counsellor.page)) >= 1);
      return said.join("; ");
    });
    await claim("camera off gives the camera back, and the other page is told", async () => {
      await visitor.button("call.camera.off").click();
      await until(
        "the camera is closed",
        async () => (await visitor.page.evaluate(() => window.observed.capturing("video"))) === 0,
      );
      await until(
        "the counsellor sees no picture",
        async () => (await movingPictures(counsellor.page)) === 0,
      );
    });
    await claim("mute is silence for the other, and nothing is sent", async () => {
      await visitor.button("call.mute").click();
      await until("the counsellor hears nothing", () => silentAt(counsellor.page, 800), { within: 20_000 });
      const said = await sendsNoSound(visitor.page);
      await visitor.button("call.unmute").click();
      return `${said}; then ${await hears(counsellor.page, "high")}`;
    });
    await claim("screen share seen, and gone when it is stopped outside the page", async () => {
      await counsellor.button("call.screen.on").click();
      const screen = visitor.page.getByLabel(say("call.screen.other", { name: "Amélie" }));
      await until("the screen is shown", () => screen.isVisible());
      await until(
        "the screen moves or shows something",
        async () => (await movingPictures(visitor.page)) >= 1,
      );
      await until("the screen comes in VP9, which both have", async () =>
        (await visitor.page.evaluate(() => window.observed.codecs())).includes("video/VP9"),
      );
      await until("and moves on", async () => (await movingPictures(visitor.page)) >= 1);
      await counsellor.page.evaluate(() => window.observed.stopShareOutside());
      const began = performance.now();
      await until("the screen is gone", async () => !(await screen.isVisible()), { every: 20 });
      return `${Math.round(performance.now() - began)} ms`;
    });
    await claim("reload in mid-call: back in, heard both ways", async () => {
      await visitor.page.reload();
      await visitor.inCall();
      return bothHear(both, { within: 25_000 });
    });
    await claim("what another tab took over is taken back by a press, and not by a reload", async () => {
      const away = (who) => who.page.getByText(say("call.replaced")).first();
      const other = new Visitor(await visitor.page.context().newPage());
      await other.page.goto(scene.server.origin);
      await other.button("call.take_back").click();
      await other.throughCheck({ ifAsked: true });
      await away(visitor).waitFor();
      await other.inCall();
      await visitor.page.reload();
      await away(visitor).waitFor();
      ensure(!(await away(other).isVisible()), "the tab that was loaded again has taken it back");
      await visitor.button("call.take_back").click();
      await away(other).waitFor();
      await other.page.close();
      return bothHear(both);
    });
    await claim(
      "who is muted and loads the page again is muted, and one click from being heard",
      async () => {
        await visitor.button("call.mute").click();
        await visitor.page.reload();
        await visitor.inCall();
        await visitor.connected();
        await visitor.button("call.unmute").waitFor();
        await until("the counsellor hears nothing", () => silentAt(counsellor.page, 800), { within: 20_000 });
        const captured = await visitor.page.evaluate(() => window.observed.captures);
        ensure(captured === 0, "a device was opened that was closed");
        await visitor.button("call.unmute").click();
        return hears(counsellor.page, "high");
      },
    );
    await claim("server killed in mid-call: both come back by themselves", async () => {
      await scene.server.kill();
      await scene.server.start();
      return bothHear(both, { within: 40_000 });
    });
    await claim("network cut for 20 s in mid-call: said on both pages, and back by itself", async () => {
      const lasts = 20_000;
      const promised = 5_000; // MT-1
      dark(true);
      const began = performance.now();
      let returned;
      try {
        await Promise.all([
          until("the visitor is told", () => visitor.page.getByText(say("call.reconnecting.me")).isVisible()),
          until("the counsellor is told", () =>
            counsellor.page
              .getByText(/se reconnecte|revient/)
              .first()
              .isVisible(),
          ),
        ]);
        await visitor.page.waitForTimeout(Math.max(lasts - (performance.now() - began), 0));
      } finally {
        dark(false);
        returned = performance.now();
      }
      await hears(counsellor.page, "high", { within: 30_000, moments: 6 });
      const back = performance.now() - returned;
      ensure(back < promised, `back after ${(back / 1000).toFixed(1)} s only`);
      return `${await bothHear(both, { within: 30_000 })}, back after ${(back / 1000).toFixed(1)} s at most`;
    });
    await claim("hanging up leaves the chat as it was, with a line", async () => {
      await visitor.hangUp();
      await until("the line is there", () =>
        counsellor.thread
          .getByText(/[Ee]ntretien/)
          .last()
          .isVisible(),
      );
      await visitor.write("Merci pour l’appel.");
      await counsellor.reads("Merci pour l’appel.");
      ensure(
        (await visitor.page.evaluate(() => window.observed.capturing("audio"))) === 0,
        "the microphone is still open",
      );
    });
    await claim("after hanging up the outcome can be noted, and the conversation goes on", async () => {
      await counsellor.page.getByText(say("counsellor.wrap.after_call")).waitFor();
      await counsellor.button("counsellor.wrap").click();
      await counsellor.dialog.getByRole("radio", { name: say("counsellor.outcome.oriented") }).check();
      await counsellor.button("counsellor.wrap.save").click();
      await until("it is noted", async () => !(await counsellor.dialog.isVisible()));
      ensure(
        !(await counsellor.page.getByText(say("counsellor.wrap.after_call")).isVisible()),
        "it is asked again",
      );
      await counsellor.write("Je reste là par écrit.");
      await visitor.reads("Je reste là par écrit.");
    });
    await claim("accept → first sound (median of five)", async () => {
      const taken = [];
      for (let i = 0; i < 5; i++) {
        await counsellor.ring("audio");
        await visitor.connected();
        await visitor.page.waitForTimeout(1500);
        const clicked = await visitor.page.evaluate(() => {
          window.firstSound = undefined;
          const timer = setInterval(() => {
            if (window.observed.hear().rms < 0.01) return;
            window.firstSound = performance.now();
            clearInterval(timer);
          }, 5);
          return performance.now();
        });
        await visitor.answer();
        const first = await until("sound", () => visitor.page.evaluate(() => window.firstSound), {
          every: 20,
        });
        taken.push(first - clicked);
        await visitor.hangUp();
        await until("the call is over", async () => !(await visitor.call.isVisible()));
      }
      taken.sort((a, b) => a - b);
      return `${Math.round(taken[2])} ms (of ${taken.map(Math.round).join(", ")})`;
    });
  });
}
