// Appointments at any hour, so that no claim waits for the clock.
import { ask } from "./ask.mjs";
import { page } from "./browsers.mjs";
import { say } from "./people.mjs";

/** anyTime lets people book at any hour, every five minutes, at once. */
export async function anyTime(scene) {
  const sabine = await page(scene.counsellors, { origin: scene.server.origin, path: "/coordinator" });
  await ask(sabine, "POST", "/api/staff/session", {
    email: "sabine@demo.example",
    password: "demo-miti-2026",
  });
  const { policies } = await ask(sabine, "GET", "/api/booking/policies");
  for (const { centre, policy } of policies) {
    const soon = {
      ...policy,
      noticeMinutes: 0,
      bufferMinutes: 0,
      stepMinutes: 5,
      minutes: 30,
      mostADay: 0,
      changeUntilMinutes: 0,
    };
    await ask(sabine, "PUT", `/api/centres/${centre.id}/booking`, soon);
  }
  await sabine.context().close();
}

/** always gives the counsellor hours that never end. */
export async function always({ page: of }) {
  const week = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, from: 0, to: 24 * 60 }));
  const hours = { kinds: ["video", "audio"], topics: [], languages: [], week, exceptions: [] };
  await ask(of, "PUT", `/api/staff/availabilities/${"a".repeat(26)}`, hours);
}

/** booksWithAmelie books the first video appointment with her from a time on, on a page that is open, and is its id. */
export function booksWithAmelie(of, { id, name, contact, from = new Date() }) {
  return of.evaluate(
    async ([wanted, called, address, since]) => {
      const command = async (where, body) => {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(where, { method: "POST", headers, body: JSON.stringify(body) });
        if (!answer.ok) throw new Error(`${where}: ${answer.status} ${await answer.text()}`);
      };
      const { staff } = await (await fetch("/api/booking")).json();
      const { id: amelie } = staff.find((each) => each.name === "Amélie");
      const wish = `kind=video&language=fr&staff=${amelie}&limit=1&from=${since}`;
      const { slots } = await (await fetch(`/api/booking/slots?${wish}`)).json();
      const held = { id: wanted, start: slots[0].start, kind: "video", language: "fr", staff: amelie };
      await command("/api/appointments", held);
      await command(`/api/appointments/${wanted}/book`, { name: called, contact: address });
      return wanted;
    },
    [id, name, contact, from.toISOString()],
  );
}

/** fill says who books, in the form. */
export async function fill(of, name, address) {
  await of.getByRole("textbox", { name: say("booking.person") }).fill(name);
  await of.getByRole("textbox", { name: say("visitor.contact.mail") }).fill(address);
}
