import { withNote } from "../../state/conversation.ts";
import { newId } from "../../wire/id.ts";
import type { PutWrapUp } from "../../wire/resources.ts";
import * as staff from "../../wire/staff.ts";
import type { Desk } from "./desk.ts";

// What a counsellor does with others: passing, handing over, asking for advice, noting.

/** Does not take what is offered: the next one is rung. */
export const pass = (desk: Desk, id: string, reason?: staff.PassReason) =>
  desk.attempt(id, () => staff.passConversation(id, reason, desk.caller));

/** Asks others to take a conversation over. The fault, if any, is for the form. */
export async function handOver(desk: Desk, id: string, to: staff.Handover): Promise<unknown> {
  try {
    const changed = await staff.transferConversation(id, to, desk.caller);
    desk.find(id)?.changed(changed);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Ends a transfer that nobody has accepted: the counsellor knows that it is theirs. */
export async function takeBack(desk: Desk, id: string): Promise<void> {
  await desk.change("transfer", id, () => staff.takeBackConversation(id, desk.caller));
  desk.unseen.see(id);
}

/** Says that the counsellor is still there. */
export const stay = (desk: Desk, id: string) =>
  desk.change("stay", id, () => staff.stayInConversation(id, desk.caller));

/** Asks a colleague in, quietly for advice or so that the visitor knows. */
export const invite = (desk: Desk, id: string, colleague: string, quiet: boolean) =>
  desk.change("invite", id, () => staff.inviteColleague(id, colleague, quiet, desk.caller));

/** Who read along comes forward: the visitor sees them from now on. */
export const comeForward = (desk: Desk, id: string) => invite(desk, id, desk.reader.id, false);

/** Leaves a colleague's conversation. */
export async function depart(desk: Desk, id: string): Promise<void> {
  await desk.attempt("depart", () => staff.departColleague(id, desk.caller));
  desk.putAway(id);
}

/** Adds a note. It reports whether it was stored: else the text stays where it was written. */
export async function note(desk: Desk, id: string, text: string): Promise<boolean> {
  const kept = await desk.attempt("note", () => staff.postNote(id, { id: newId(), text }, desk.caller));
  const followed = desk.find(id);
  if (kept && followed) followed.thread.value = withNote(followed.thread.peek(), kept);
  return kept !== undefined;
}

/** Notes what became of a conversation. The fault, if any, is for the form. */
export async function wrapUp(desk: Desk, id: string, outcome: PutWrapUp): Promise<unknown> {
  try {
    const changed = await staff.wrapUp(id, outcome, desk.caller);
    desk.find(id)?.changed(changed);
    await desk.lookForUnwrapped();
    return undefined;
  } catch (error) {
    return error;
  }
}
