import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as agenda from "./agenda.ts";
import * as booking from "./booking.ts";
import * as commands from "./commands.ts";
import * as hosting from "./hosting.ts";
import { newId } from "./id.ts";
import * as meetings from "./meetings.ts";
import type { Caller } from "./request.ts";
import type { Hours } from "./resources.ts";
import * as staff from "./staff.ts";

const openapi = readFileSync(new URL("../../../internal/web/openapi.yaml", import.meta.url), "utf8");

let life: AbortController;
let asked: { path: string; request: RequestInit }[];
let answers: (Response | Error)[];

beforeEach(() => {
  vi.useFakeTimers();
  life = new AbortController();
  asked = [];
  answers = [];
  vi.stubGlobal("fetch", async (path: string, request: RequestInit) => {
    asked.push({ path, request });
    const answer = answers.shift() ?? Response.json({});
    if (answer instanceof Error) throw answer;
    return answer;
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const caller = (): Caller => ({ as: "staff", signal: life.signal });
const message = { id: "m", text: "Bonjour" };
const noHours: Hours = { week: [], exceptions: [], holidays: "" };
const wish: booking.Wish = { kind: "video", language: "fr" };
const when = "2026-03-02T09:00:00Z";
const policy: agenda.Policy = {
  noticeMinutes: 60,
  horizonDays: 30,
  bufferMinutes: 5,
  stepMinutes: 15,
  mostADay: 4,
  minutes: 45,
  byTopic: {},
  changeUntilMinutes: 120,
};
const plan = {
  titles: {},
  descriptions: {},
  hosts: [],
  languages: [],
  questions: [],
} as unknown as hosting.Plan;
const lost = () => new TypeError("Failed to fetch");

/** Paths of the document, with the methods under each. */
function operations(): Set<string> {
  const found = new Set<string>();
  let path = "";
  for (const line of openapi.split("\n")) {
    path = /^ {2}(\/\S+):/.exec(line)?.[1] ?? path;
    const method = /^ {4}(get|post|put|delete):/.exec(line)?.[1];
    if (method) found.add(`${method.toUpperCase()} ${path}`);
  }
  return found;
}

test("every command is an operation of the HTTP document, and none is forgotten", async () => {
  const id = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
  const by = caller();
  await Promise.all([
    commands.getNetwork(by),
    commands.getVisitor(by),
    commands.eraseVisitor(by),
    commands.openConversation({ id, intent: "chat", language: "fr", message }, by),
    commands.getConversation(id, by),
    commands.postMessage(id, message, by),
    commands.readConversation(id, 1, by),
    commands.closeConversation(id, by),
    commands.leaveMessage(id, "a@example.org", by),
    commands.reopenConversation(id, by),
    commands.rateConversation(id, { helped: 5, easy: 5 }, by),
    commands.makeResumeLink(id, by),
    commands.resume("token", by),
    staff.claimConversation(id, by),
    staff.inviteColleague(id, "anna", false, by),
    staff.departColleague(id, by),
    staff.postNote(id, message, by),
    staff.wrapUp(id, { outcome: "answered", next: "none" }, by),
    staff.getFormer(id, by),
    staff.getFormerConversation(id, id, by),
    staff.getUnwrapped(by),
    staff.getReplies(by),
    staff.saveReply({ id, shortcut: "hello", texts: { fr: "Bonjour" } }, by),
    staff.removeReply(id, by),
    staff.getInbox(by),
    staff.takeFollowUp(id, by),
    staff.handOnFollowUp(id, { topic: "studies" }, by),
    staff.phonedFollowUp(id, by),
    commands.mailTranscript(id, { id }, by),
    commands.mailResumeLink(id, { id }, by),
    staff.passConversation(id, "busy", by),
    staff.transferConversation(id, { topic: "studies" }, by),
    staff.takeBackConversation(id, by),
    staff.stayInConversation(id, by),
    commands.ring(id, { id, mode: "audio" }, by),
    commands.tryConnection({ sdp: "", senders: {} }, by),
    commands.getInterview(id, by),
    commands.acceptInterview(id, by),
    commands.declineInterview(id, by),
    commands.cancelInterview(id, by),
    commands.endInterview(id, by),
    staff.signIn("a@example.org", "secret", by),
    staff.signOut(by),
    staff.getMe(by),
    staff.declarePresence("away", false, by),
    staff.getMyShifts(by),
    staff.getBoard(by),
    staff.callForHelp({}, by),
    staff.closeEarly(id, "", by),
    staff.openAgain(id, by),
    staff.getQueue(by),
    staff.getConversations(by),
    staff.getColleagues(by),
    staff.getRoster("2026-03-02", by),
    staff.putShift({ id, staff: "a", date: "2026-03-02", from: 540, to: 720 }, by),
    staff.removeShift(id, by),
    staff.getComingShifts(by),
    staff.askSwap(id, "", by),
    staff.dropSwap(id, by),
    staff.takeSwap(id, by),
    staff.approveSwap(id, by),
    staff.copyWeek("2026-03-02", "2026-03-09", by),
    staff.saveNeeds([], by),
    staff.getCentres(by),
    staff.saveHours(id, noHours, by),
    staff.previewHours(id, noHours, by),
    staff.proposeClosings(id, "", by),
    booking.getBooking(by),
    booking.getSlots(wish, { limit: 20 }, by),
    booking.getAppointments(by),
    booking.holdAppointment({ id, start: when, ...wish }, by),
    booking.getAppointment(id, by),
    booking.bookAppointment(id, {}, by),
    booking.getAppointmentSlots(id, { from: when }, by),
    booking.moveAppointment(id, when, by),
    booking.cancelAppointment(id, by),
    booking.wantEarlier(id, true, by),
    booking.enterRoom(id, by),
    agenda.noteAttended(id, true, by),
    agenda.offerTimes(id, { id, slots: [], ...wish }, by),
    agenda.bookForVisitor({ id, start: when, ...wish }, by),
    agenda.getAgenda({ from: when, to: when }, by),
    agenda.saveAvailability(
      { id, kinds: ["video"], topics: [], languages: [], week: [], exceptions: [] },
      by,
    ),
    agenda.removeAvailability(id, undefined, by),
    agenda.saveAbsence({ id, from: "2026-03-02", to: "2026-03-02", hours: [] }, by),
    agenda.removeAbsence(id, "a", by),
    agenda.relieve({ from: when, to: when }, by),
    agenda.makeAgendaLink(by),
    agenda.revokeAgendaLink(by),
    agenda.setOutsideCalendar("", by),
    agenda.getPolicies(by),
    agenda.savePolicy(id, policy, by),
    meetings.getMeetings(by),
    meetings.getRegistrations(by),
    meetings.getMeeting(id, by),
    meetings.register(id, { id, session: id, name: "", contact: "", language: "fr", answers: [] }, by),
    meetings.withdraw(id, by),
    meetings.takePlace(id, by),
    meetings.knock(id, by),
    meetings.raiseHand(id, true, by),
    meetings.say(id, message, by),
    hosting.getArranged(by),
    hosting.planMeeting(id, plan, by),
    hosting.cancelMeeting(id, false, by),
    hosting.getPeople(id, by),
    hosting.openMeeting(id, by),
    hosting.endMeeting(id, by),
    hosting.admit(id, [], by),
    hosting.steer(id, { locked: true }, by),
    hosting.letSpeak(id, id, true, by),
    hosting.removePerson(id, id, by),
    hosting.nameHost(id, id, by),
    hosting.dismissHost(id, id, by),
    hosting.writeAfterword(id, { id, texts: { fr: "Merci !" }, to: "came" }, by),
  ]);
  const used = new Set(
    asked.map(
      ({ path, request }) =>
        `${request.method} ${path.replace(`people/${id}`, "people/{person}").replace(`hosts/${id}`, "hosts/{staff}").replace(id, "{id}").replace(id, "{former}").replace(/\?.*/, "")}`,
    ),
  );
  const documented = operations();
  documented.delete("GET /api/openapi.yaml");
  documented.delete("GET /api/meetings/{id}/live"); // the socket brings it
  // Files come and go by other means: upload.test.ts.
  documented.delete("POST /api/conversations/{id}/files");
  documented.delete("GET /api/conversations/{id}/files/{file}");
  // What calendars read, no command asks for.
  documented.delete("GET /api/appointments/{id}/calendar");
  documented.delete("GET /api/meetings/{id}/calendar");
  documented.delete("GET /api/agenda/{token}");
  expect(used).toEqual(documented);
});

test("a command says as whom it asks", async () => {
  await staff.getMe(caller());
  expect(asked[0]?.request.headers).toMatchObject({ "miti-as": "staff" });
});

test("a message goes on through a lost network with the same id, and gets the first answer", async () => {
  answers = [lost(), Response.json({ code: "unavailable" }, { status: 503 }), Response.json({ number: 4 })];
  const posted = commands.postMessage("c", message, caller());
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await posted).toEqual({ number: 4 });
  expect(asked.map(({ request }) => JSON.parse(String(request.body)).id)).toEqual(["m", "m", "m"]);
});

test("what the server refuses is not asked again", async () => {
  answers = [Response.json({ code: "conflict", reference: "r7" }, { status: 409 })];
  await expect(commands.postMessage("c", message, caller())).rejects.toMatchObject({
    code: "conflict",
    reference: "r7",
  });
  expect(asked).toHaveLength(1);
});

test("whoever asks too often waits as long as the server says", async () => {
  answers = [Response.json({ code: "too_many", retrySeconds: 5 }, { status: 429 })];
  const posted = commands.postMessage("c", message, caller());
  await vi.advanceTimersByTimeAsync(4_900);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  await posted;
  expect(asked).toHaveLength(2);
});

test("taking a chat is tried once: somebody may have been faster meanwhile", async () => {
  answers = [lost()];
  await expect(staff.claimConversation("c", caller())).rejects.toMatchObject({ code: "unreachable" });
  expect(asked).toHaveLength(1);
});

test("who was faster is told", async () => {
  answers = [Response.json({ code: "taken", by: "Anna" }, { status: 409 })];
  await expect(staff.claimConversation("c", caller())).rejects.toMatchObject({
    code: "taken",
    by: "Anna",
  });
});

test("a proxy's page in place of an answer is none", async () => {
  answers = [new Response("<h1>Bad gateway</h1>", { status: 502 })];
  await expect(staff.claimConversation("c", caller())).rejects.toMatchObject({ code: "unreachable" });
});

test("who leaves the page stops asking", async () => {
  answers = [lost(), lost(), lost()];
  const posted = commands.postMessage("c", message, caller()).catch((error) => error.name);
  await vi.advanceTimersByTimeAsync(10);
  life.abort();
  expect(await posted).toBe("AbortError");
  expect(vi.getTimerCount()).toBe(0);
});

test("an id has 26 letters of base32, and no two are the same", () => {
  const ids = Array.from({ length: 500 }, newId);
  for (const id of ids) expect(id).toMatch(/^[a-z2-7]{26}$/);
  expect(new Set(ids).size).toBe(500);
  // 128 bits leave the last letter two bits over: the server's own ids look the same.
  for (const id of ids) expect("aeimquy4").toContain(id.at(-1));
});
