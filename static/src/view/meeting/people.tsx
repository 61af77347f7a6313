import { useSignal } from "@preact/signals";
import { type Gathering, hands, inside, knocking } from "../../state/gathering.ts";
import type { Meeting, MeetingHost, MeetingPerson } from "../../wire/protocol.gen.ts";
import { Button } from "../button.tsx";
import { microphoneOff } from "../call/icons.ts";
import { Choice } from "../field.tsx";
import { Icon } from "../icon.tsx";
import { type Act, Menu } from "../menu.tsx";
import { useTexts } from "../texts.tsx";
import { handIcon, pinIcon, unpinIcon } from "./icons.ts";
import type { HostActs, RoomShown } from "./shown.ts";

/** Who waits, whose hands are up, and who is there. */
export function People({ room }: { room: RoomShown }) {
  const { t } = useTexts();
  const { gathering, host } = room;
  const waiting = host ? knocking(gathering) : [];
  const raised = hands(gathering);
  return (
    <div class="meeting-people">
      {host && waiting.length > 0 && <Knocking waiting={waiting} host={host} />}
      {raised.length > 0 && (
        <section aria-labelledby="hands">
          <h3 id="hands">{t("meeting.hands")}</h3>
          <ol class="people numbered">
            {raised.map((person) => (
              <li key={person.id}>
                <Icon of={handIcon} />
                <span class="person-name">{person.name}</span>
                {host && <Hand person={person} host={host} />}
              </li>
            ))}
          </ol>
        </section>
      )}
      <Present room={room} />
    </div>
  );
}

function Knocking({ waiting, host }: { waiting: readonly MeetingPerson[]; host: HostActs }) {
  const { t } = useTexts();
  return (
    <section aria-labelledby="knocking" class="knocking">
      <h3 id="knocking">{t("meeting.knocking")}</h3>
      <ul class="people">
        {waiting.map(({ id, name }) => (
          <li key={id}>
            <span class="person-name">{name}</span>
            <Button aria-label={t("meeting.admit.whom", { name })} onClick={() => host.admit([id])}>
              {t("meeting.admit")}
            </Button>
            <Button
              kind="quiet"
              icon="close"
              iconOnly
              onClick={() => host.remove(id)}
              title={t("meeting.remove.whom", { name })}
            >
              {t("meeting.remove.whom", { name })}
            </Button>
          </li>
        ))}
      </ul>
      {waiting.length > 1 && (
        <Button kind="main" icon="check" onClick={() => host.admit([])}>
          {t("meeting.admit.all")}
        </Button>
      )}
    </section>
  );
}

function Hand({ person: { id, name, speaks }, host }: { person: MeetingPerson; host: HostActs }) {
  const { t } = useTexts();
  return (
    <>
      <Button aria-label={t("meeting.speak.whom", { name })} onClick={() => host.letSpeak(id, true)}>
        {t("meeting.speak")}
      </Button>
      <Button
        kind="quiet"
        aria-label={t("meeting.lower.whom", { name })}
        onClick={() => host.letSpeak(id, speaks)}
      >
        {t("meeting.lower")}
      </Button>
    </>
  );
}

function Present({ room }: { room: RoomShown }) {
  const { t, count } = useTexts();
  const { gathering, call, mine } = room;
  const present = inside(gathering);
  const connected = new Map(call.others.map((other) => [other.id, other.connected]));
  const speaks = (participant: string) =>
    participant === room.self
      ? call.speaks
      : call.others.some(({ id, speaks }) => speaks && id === participant);
  const { hosts } = gathering.meeting;
  return (
    <section aria-labelledby="present">
      <h3 id="present">{count("meeting.present", hosts.length + present.length)}</h3>
      <ul class="people">
        {hosts.map((each, at) => (
          <li key={each.id}>
            <Icon of="person" />
            <span class="person-name">
              {each.name}
              <span class="hint"> {t(at === 0 ? "meeting.host" : "meeting.cohost")}</span>
            </span>
            {speaks(each.participant) && <Speaks />}
            {!mine && connected.get(each.participant) === undefined && each.participant !== room.self && (
              <span class="hint">{t("meeting.person.away")}</span>
            )}
            <PinToggle of={each} room={room} />
            {room.host && (
              <Menu
                label={t("meeting.tools.whom", { name: each.name })}
                acts={actsOnHost(t, each, at === 0, room)}
              />
            )}
          </li>
        ))}
        {present.map((person) => (
          <Guest
            key={person.id}
            person={person}
            room={room}
            connected={connected.get(person.participant)}
            speaks={speaks(person.participant)}
          />
        ))}
      </ul>
      {room.host && <NameHost meeting={gathering.meeting} host={room.host} />}
    </section>
  );
}

const mostHosts = 4;

/** Makes a colleague a co-host, who need not be here yet. */
function NameHost({ meeting: { hosts }, host }: { meeting: Meeting; host: HostActs }) {
  const { t } = useTexts();
  const chosen = useSignal("");
  const others = host.colleagues.filter(({ id }) => hosts.every((each) => each.id !== id));
  if (others.length === 0 || hosts.length >= mostHosts) return null;
  const name = (event: Event) => {
    event.preventDefault();
    if (chosen.peek()) host.nameHost(chosen.peek());
    chosen.value = "";
  };
  return (
    <details class="details">
      <summary>{t("meeting.cohost.name")}</summary>
      <form class="name-host" onSubmit={name}>
        <Choice
          label={t("meeting.cohost.whom")}
          value={chosen.value}
          onValue={(id) => {
            chosen.value = id;
          }}
        >
          <option value="">{t("meeting.cohost.choose")}</option>
          {others.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Choice>
        <Button type="submit" icon="check" disabled={chosen.value === ""}>
          {t("meeting.cohost.add")}
        </Button>
      </form>
    </details>
  );
}

interface GuestProps {
  person: MeetingPerson;
  room: RoomShown;
  /** Undefined for who is not connected at all, and for oneself. */
  connected: boolean | undefined;
  speaks: boolean;
}

/** A mark for who is heard at this moment. */
function Speaks() {
  const { t } = useTexts();
  return (
    <strong class="speaks">
      <Icon of="sound" />
      {t("call.speaks")}
    </strong>
  );
}

/** Pins who is there, or lets them go. */
function PinToggle({ of: { name, participant }, room: { call, acts } }: { of: Pinnable; room: RoomShown }) {
  const { t } = useTexts();
  if (call.others.every(({ id }) => id !== participant)) return null;
  const pinned = call.pinned === participant;
  return (
    <Button
      kind="quiet"
      icon={pinned ? unpinIcon : pinIcon}
      iconOnly
      aria-pressed={pinned}
      onClick={() => acts.pin(pinned ? "" : participant)}
    >
      {t("meeting.pin", { name })}
    </Button>
  );
}

type Pinnable = Pick<MeetingPerson, "name" | "participant">;

function Guest({ person, room, connected, speaks }: GuestProps) {
  const texts = useTexts();
  const { t } = texts;
  const isMine = person.id === room.mine?.id;
  const microphone = isMine
    ? room.call.microphone === "on"
    : room.call.others.find(({ id }) => id === person.participant)?.microphone;
  const heard = person.speaks && microphone;
  return (
    <li>
      <Icon of={heard ? "microphone" : microphoneOff} />
      <span class="person-name">
        {person.name}
        {isMine && <span class="hint"> {t("thread.you")}</span>}
        <span class="unseen"> {t(heard ? "meeting.person.heard" : "meeting.person.muted")}</span>
      </span>
      {speaks && <Speaks />}
      {connected === false && <span class="hint">{t("meeting.room.reconnecting")}</span>}
      <PinToggle of={person} room={room} />
      {room.host && (
        <Menu label={t("meeting.tools.whom", { name: person.name })} acts={actsOn(t, person, room)} />
      )}
    </li>
  );
}

function actsOnHost(
  t: Say,
  { id, participant }: MeetingHost,
  isFirst: boolean,
  { host, gathering }: RoomShown,
): Act[] {
  if (!host) return [];
  const acts = [spotlightOf(t, participant, gathering, host)];
  if (isFirst) return acts;
  return [...acts, { icon: "personOff", words: t("meeting.cohost.dismiss"), do: () => host.dismissHost(id) }];
}

function spotlightOf(t: Say, participant: string, { meeting }: Gathering, host: HostActs): Act {
  const lit = meeting.spotlight === participant;
  return {
    icon: "present",
    words: t(lit ? "meeting.spotlight.off" : "meeting.spotlight"),
    do: () => host.steer({ spotlight: lit ? "" : participant }),
  };
}

type Say = ReturnType<typeof useTexts>["t"];

function actsOn(t: Say, { id, participant, speaks }: MeetingPerson, { host, gathering }: RoomShown): Act[] {
  if (!host) return [];
  return [
    {
      icon: speaks ? microphoneOff : "microphone",
      words: t(speaks ? "meeting.mute" : "meeting.speak"),
      do: () => host.letSpeak(id, !speaks),
    },
    spotlightOf(t, participant, gathering, host),
    { icon: "personOff", words: t("meeting.remove"), do: () => host.remove(id) },
  ];
}
