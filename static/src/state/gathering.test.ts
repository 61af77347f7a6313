import { describe, expect, test } from "vitest";
import type { Meeting, MeetingPerson } from "../wire/protocol.gen.ts";
import { freePlaces, type Gathering, hands, knocking, next } from "./gathering.ts";

const person = (number: number, change: Partial<MeetingPerson> = {}): MeetingPerson => ({
  id: `r${number}`,
  participant: `visitor:${number}`,
  number,
  name: `N${number}`,
  state: "confirmed",
  speaks: false,
  camera: false,
  screen: false,
  registeredAt: "2026-12-01T08:00:00Z",
  ...change,
});

const meeting = { id: "m", state: "open", capacity: 10, taken: 3, waiting: 0 } as Meeting;
const hosted: Gathering = { meeting, hosting: true, people: [person(1), person(2)], messages: [], burst: 1 };
const told = (change: MeetingPerson, gone = false) =>
  ({ type: "meeting.person", data: { person: change, gone } }) as const;

describe("a meeting that is attended", () => {
  test("hands are in the order in which they were raised", () => {
    const first = next(hosted, told(person(2, { handSince: "2026-12-01T09:00:00Z" })));
    const both = next(first, told(person(1, { handSince: "2026-12-01T09:01:00Z" })));
    expect(hands(both).map(({ id }) => id)).toEqual(["r2", "r1"]);
    expect(hands(next(both, told(person(2)))).map(({ id }) => id)).toEqual(["r1"]);
  });

  test("who waits longest is first in the waiting room", () => {
    const waits = (n: number, at: string) => told(person(n, { door: "waiting", waitingSince: at }));
    const both = [waits(1, "2026-12-01T09:05:00Z"), waits(2, "2026-12-01T09:04:00Z")].reduce(next, hosted);
    expect(knocking(both).map(({ id }) => id)).toEqual(["r2", "r1"]);
  });

  test("a guest does not see who has gone, a host does", () => {
    const gone = told(person(2, { door: "removed" }), true);
    expect(next({ ...hosted, hosting: false }, gone).people.map(({ id }) => id)).toEqual(["r1"]);
    expect(next(hosted, gone).people).toHaveLength(2);
  });

  test("somebody's own registration outlives what is told to all", () => {
    const mine = person(1);
    const attended = { ...hosted, hosting: false, meeting: { ...meeting, mine } };
    const locked = next(attended, {
      type: "meeting.changed",
      data: { meeting: { ...meeting, locked: true } },
    });
    expect(locked.meeting).toMatchObject({ locked: true, mine });
    const removed = next(locked, told(person(1, { door: "removed" }), true));
    expect(removed.meeting.mine?.door).toBe("removed");
  });

  test("a message that comes twice is one", () => {
    const message = { number: 1, id: "x", author: "r1", host: false, name: "N1", at: "", text: "Bonjour" };
    const said = { type: "meeting.message", data: { message } } as const;
    expect(next(next(hosted, said), said).messages).toHaveLength(1);
  });

  test("a seat that somebody on the waiting list will get is not free", () => {
    expect(freePlaces(meeting)).toBe(7);
    expect(freePlaces({ ...meeting, waiting: 1 })).toBe(0);
  });
});
