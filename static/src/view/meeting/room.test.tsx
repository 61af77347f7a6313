// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { afterEach, expect, test } from "vitest";
import fr from "../../i18n/fr.json";
import { speak } from "../../i18n/texts.ts";
import type { Gathering } from "../../state/gathering.ts";
import type { Meeting, MeetingPerson } from "../../wire/protocol.gen.ts";
import type { CallShown, Other } from "../call/shown.ts";
import { SpokenIn } from "../texts.tsx";
import { Room } from "./room.tsx";
import type { RoomActs } from "./shown.ts";

const meeting = { id: "m", state: "open", titles: { fr: "Choisir" }, languages: ["fr"], hosts: [] };
const gathering: Gathering = {
  meeting: meeting as unknown as Meeting,
  hosting: false,
  people: [],
  messages: [],
  burst: 0,
};
const mine = { id: "p", speaks: true, camera: true, screen: true } as MeetingPerson;
const place = document.body.appendChild(document.createElement("div"));

afterEach(() => render(null, place));

const acts = { show: () => undefined } as unknown as RoomActs;

function words(link: CallShown["link"], more: Partial<CallShown> = {}): string {
  const call: CallShown = {
    link,
    weak: false,
    name: "",
    others: [],
    speaks: false,
    microphone: "muted",
    camera: false,
    screen: false,
    unheard: false,
    trouble: { device: "microphone", words: "call.silent" },
    ...more,
  };
  const room = { gathering, call, self: "s", mine, acts, host: undefined };
  render(
    <SpokenIn value={signal(speak("fr", fr))}>
      <Room room={room} />
    </SpokenIn>,
    place,
  );
  return place.textContent ?? "";
}

const capturing = [
  "call.unmute",
  "call.camera.on",
  "call.screen.on",
  "call.devices",
  "call.microphone.again",
  "meeting.hand.up",
] as const;

test("in a tab that nobody hears any more nothing is opened, and no hand goes up", () => {
  const before = words("connected");
  for (const key of capturing) expect(before).toContain(fr[key]);
  const after = words("replaced");
  for (const key of capturing) expect(after).not.toContain(fr[key]);
  expect(after).toContain(fr["call.take_back"]);
});

test("who shares a screen reads how many do not see it, and who shows a picture how many do not see that", () => {
  const one = { id: "o", name: "Anna", connected: true, microphone: true } as Other;
  const others = [
    { ...one, unseeing: true, screenUnseen: true },
    { ...one, id: "q", unseeing: true },
  ];
  expect(words("connected", { others, screen: true })).toContain(
    `${fr["meeting.room.screen_unseen.one"].replace(/\.$/, "")} · ${fr["call.muted.me"]} · ${fr["call.screen.own"]}`,
  );
  const unseen = others.map((each) => ({ ...each, screenUnseen: false }));
  expect(words("connected", { others: unseen })).toContain("2 personnes ne vous voient pas");
});
