import { chromium } from "playwright-core";
import { accessible } from "./e2e/lib/access.mjs";
const o = "http://127.0.0.1:18990", dir="/tmp/w/bp_shots/";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--use-fake-device-for-media-stream","--use-fake-ui-for-media-stream"] });
for (const [lang, width] of [["fr-BE",390],["de-DE",1280]]) {
  const c = await b.newContext({ viewport: {width, height: width===390?844:800}, locale: lang, timezoneId: width===390?"Europe/Brussels":"America/New_York", reducedMotion:"reduce" });
  const p = await c.newPage();
  p.on("pageerror", e=>console.log("ERR", e.message)); p.on("console", m=>m.type()==="error"&&console.log("CONSOLE", m.text()));
  const shot = async n => { await p.screenshot({path: dir+n+"-"+width+".png", fullPage:true}); await accessible(p, n).catch(e=>console.log(String(e.message))); };
  await p.goto(o+"/book"); await p.waitForSelector("input[name=kind]");
  await shot("1-choose");
  await p.locator("input[value=video]").check(); await p.waitForSelector(".slot");
  await shot("2-slots");
  await p.locator(".times > .button.quiet").click(); await p.waitForSelector(".month-day"); await p.locator(".month-day").last().click(); await shot("3-month");
  await p.locator(".times > .button.quiet").click(); await p.locator(".slot").nth(3).click(); await p.waitForSelector("form");
  await shot("4-details");
  await p.locator("form input[autocomplete=name]").fill("Zoé"); await p.locator("form input[inputmode=email]").fill("zoe@example.org"); await p.locator("textarea").fill("Je voudrais devenir menuisier.");
  await p.locator("form button[type=submit]").click(); await p.waitForSelector(".booked.booked .when-moment"); await p.waitForTimeout(600);
  await shot("5-booked");
  await p.locator(".actions .button").first().click(); await p.waitForSelector(".slot"); await shot("6-move");
  await p.locator(".slot").nth(2).click(); await p.waitForTimeout(800); await shot("7-moved");
  await p.goto(o+"/book"); await p.waitForTimeout(500); await shot("8-again");
  await c.close();
}
await b.close();
