import { hands, inside, knocking } from "../../state/gathering.ts";
import type { MeetingPerson } from "../../wire/protocol.gen.ts";
import { Button } from "../button.tsx";
import { Icon } from "../icon.tsx";
import { type Act, Menu } from "../menu.tsx";
import { useTexts } from "../texts.tsx";
import { handIcon } from "./icons.ts";
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
        {hosts.map(({ id, name, participant }) => (
          <li key={id}>
            <Icon of="person" />
            <span class="person-name">
              {name}
              <span class="hint"> {t("meeting.host")}</span>
            </span>
            {speaks(participant) && <Speaks />}
            {!mine && connected.get(participant) === undefined && participant !== room.self && (
              <span class="hint">{t("meeting.person.away")}</span>
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
    </section>
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
      <Icon of={heard ? "microphone" : "microphoneOff"} />
      <span class="person-name">
        {person.name}
        {isMine && <span class="hint"> {t("thread.you")}</span>}
        <span class="unseen"> {t(heard ? "meeting.person.heard" : "meeting.person.muted")}</span>
      </span>
      {speaks && <Speaks />}
      {connected === false && <span class="hint">{t("meeting.room.reconnecting")}</span>}
      {room.host && (
        <Menu label={t("meeting.tools.whom", { name: person.name })} acts={actsOn(t, person, room)} />
      )}
    </li>
  );
}

type Say = ReturnType<typeof useTexts>["t"];

function actsOn(t: Say, { id, participant, speaks }: MeetingPerson, { host, gathering }: RoomShown): Act[] {
  if (!host) return [];
  const lit = gathering.meeting.spotlight === participant;
  return [
    {
      icon: speaks ? "microphoneOff" : "microphone",
      words: t(speaks ? "meeting.mute" : "meeting.speak"),
      do: () => host.letSpeak(id, !speaks),
    },
    {
      icon: "present",
      words: t(lit ? "meeting.spotlight.off" : "meeting.spotlight"),
      do: () => host.steer({ spotlight: lit ? "" : participant }),
    },
    { icon: "personOff", words: t("meeting.remove"), do: () => host.remove(id) },
  ];
}
