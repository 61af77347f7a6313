import { bookAppointment } from "../../wire/booking.ts";
import type { Fault } from "../../wire/fault.ts";
import type { Caller } from "../../wire/request.ts";

/**
 * Takes a time that the counsellor has offered, with one tap. Without a name and a contact, the
 * booking page asks for them.
 */
export async function takeTime(time: string, caller: Caller): Promise<void> {
  try {
    await bookAppointment(time, {}, caller);
  } catch (error) {
    const { code } = error as Fault;
    if (code !== "contact_required" && code !== "bad_contact") throw error;
    location.assign(`/book#a=${time}`);
  }
}
