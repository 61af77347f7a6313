import { useSignal } from "@preact/signals";
import { Button } from "../../view/button.tsx";
import { Icon } from "../../view/icon.tsx";
import { Later } from "../../view/later.tsx";
import { Limited } from "../../view/limited.tsx";
import { Notice } from "../../view/notice.tsx";
import { useNow } from "../../view/now.ts";
import { Sheet } from "../../view/sheet.tsx";
import { Slots } from "../../view/slots.tsx";
import { useTexts } from "../../view/texts.tsx";
import { type Appointment, appointmentFile } from "../../wire/booking.ts";
import { visitorAs } from "../../wire/link.ts";
import type { Booker } from "./booker.ts";
import { Times } from "./times.tsx";
import { When } from "./when.tsx";

interface Props {
  booker: Booker;
  appointment: Appointment;
}

const tried = () => import("./tried.tsx");

/** An appointment: when and where it is, the door to its room, and all that can be changed. */
export function AppointmentView({ booker, appointment }: Props) {
  const { t } = useTexts();
  const now = useNow(5_000);
  const moves = useSignal(false);
  const asks = useSignal<Ask | undefined>(booker.tries ? "devices" : undefined);
  const { state, kind } = appointment;
  const isAhead = state === "booked" && Date.parse(appointment.end) > now;
  const hasRoom = kind === "video" || kind === "audio";
  return (
    <>
      <Said booker={booker} appointment={appointment} />
      <section class={`card booked ${state}`}>
        <When appointment={appointment} />
      </section>
      {isAhead && hasRoom && <Door booker={booker} appointment={appointment} now={now} />}
      {state === "proposed" && <Proposed booker={booker} appointment={appointment} />}
      {(isAhead || state === "proposed") && (
        <Changes
          booker={booker}
          appointment={appointment}
          onMove={() => {
            moves.value = !moves.value;
            if (moves.value) void booker.places();
          }}
          onCancel={() => (asks.value = "cancel")}
        />
      )}
      {moves.value && (
        <Times
          booker={booker}
          onTake={async ({ start }) => {
            if (await booker.move(start)) moves.value = false;
          }}
        />
      )}
      {isAhead && (
        <a class="button quiet" href={appointmentFile(appointment.id, "visitor")} download>
          <Icon of="download" />
          <span class="words">{t("booking.calendar")}</span>
        </a>
      )}
      <More
        booker={booker}
        hasRoom={isAhead && hasRoom}
        isOff={state === "cancelled" || state === "missed"}
        ask={(what) => (asks.value = what)}
      />
      <Limited text="booking.limited" />
      <Asked booker={booker} asks={asks.value} onClose={() => (asks.value = undefined)} />
      {asks.value === "devices" && (
        <Later load={tried}>
          {({ TriedDevices }) => (
            <TriedDevices
              mode={kind === "video" ? "video" : "audio"}
              onClose={() => (asks.value = undefined)}
            />
          )}
        </Later>
      )}
    </>
  );
}

/** What has just happened, or how it stands. */
function Said({ booker, appointment }: Props) {
  const { t } = useTexts();
  const { state, kind, contact, staff } = appointment;
  const done = booker.done.value;
  if (state === "cancelled") {
    return (
      <Notice icon="check">
        <p role="status">{t("booking.cancelled")}</p>
        <Button onClick={() => booker.again()}>{t("booking.again")}</Button>
      </Notice>
    );
  }
  if (state === "missed") {
    return (
      <Notice icon="clock">
        <p>{t("booking.missed")}</p>
        <Button kind="main" onClick={() => booker.again()}>
          {t("booking.again")}
        </Button>
      </Notice>
    );
  }
  if (state === "proposed") {
    return (
      <Notice kind="soon" icon="alert">
        <p>{t("booking.proposed", { name: staff.name })}</p>
      </Notice>
    );
  }
  if (!done) return null;
  const isMail = contact?.includes("@");
  return (
    <Notice kind="live" icon="check">
      <p role="status">
        {t(done === "moved" ? "booking.moved" : "booking.done")}
        {isMail && ` ${t("booking.done.mail", { contact: contact ?? "" })}`}
        {kind === "phone" && contact && ` ${t("booking.done.phone", { contact })}`}
      </p>
    </Notice>
  );
}

/** The way into the room: until its door opens, it says when that is. */
function Door({ booker, appointment, now }: Props & { now: number }) {
  const texts = useTexts();
  const { t } = texts;
  const { opensAt, closesAt, centre } = appointment;
  if (!opensAt || !closesAt || now > Date.parse(closesAt)) return null;
  if (now < Date.parse(opensAt)) {
    return (
      <p class="there">
        <Icon of="clock" />
        <span>{t("booking.door", { time: texts.at(centre.zone).time(new Date(opensAt)) })}</span>
      </p>
    );
  }
  return (
    <Button kind="main" icon="camera" onClick={() => void booker.join()}>
      {t("booking.join")}
    </Button>
  );
}

/** The times that are held for somebody whose counsellor cannot come. */
function Proposed({ booker, appointment }: Props) {
  const { t } = useTexts();
  const offered = appointment.offered ?? [];
  return (
    <section class="times" aria-labelledby="offered">
      <h2 id="offered">{t("booking.offered")}</h2>
      {offered.length === 0 && <p>{t("booking.offered.none")}</p>}
      <Slots
        slots={offered}
        zone={appointment.centre.zone}
        busy={booker.busy.value}
        onChoose={({ start }) => void booker.move(start)}
      />
    </section>
  );
}

interface ChangesProps extends Props {
  onMove: () => void;
  onCancel: () => void;
}

/** Moving, cancelling, and hearing of an earlier time. */
function Changes({ booker, appointment, onMove, onCancel }: ChangesProps) {
  const texts = useTexts();
  const { t } = texts;
  const { changeUntil, centre, state } = appointment;
  if (!changeUntil) {
    return (
      <p class="there">
        <Icon of="call" />
        <span>
          {t("booking.too_late", { centre: centre.name })}
          {centre.phone && (
            <>
              {" "}
              <a href={`tel:${centre.phone.replaceAll(/[^\d+]/g, "")}`}>{centre.phone}</a>
            </>
          )}
        </span>
      </p>
    );
  }
  return (
    <>
      <div class="actions">
        <Button icon="clock" onClick={onMove}>
          {t("booking.move")}
        </Button>
        <Button icon="close" onClick={onCancel}>
          {t("booking.cancel")}
        </Button>
      </div>
      {state === "booked" && (
        <p class="hint">
          {t("booking.until", { moment: texts.at(centre.zone).moment(new Date(changeUntil)) })}
        </p>
      )}
      {state === "booked" && appointment.contact?.includes("@") && (
        <label class="tick">
          <input
            type="checkbox"
            checked={appointment.earlier ?? false}
            onChange={(event) => void booker.earlier(event.currentTarget.checked)}
          />
          <span>{t("booking.earlier")}</span>
        </label>
      )}
    </>
  );
}

type Ask = "cancel" | "erase" | "devices";

interface MoreProps {
  booker: Booker;
  hasRoom: boolean;
  /** It does not take place, and another one is offered above. */
  isOff: boolean;
  ask: (what: Ask) => void;
}

function More({ booker, hasRoom, isOff, ask }: MoreProps) {
  const { t } = useTexts();
  return (
    <nav class="ways" aria-label={t("booking.ways")}>
      {hasRoom && (
        <Button kind="quiet" icon="settings" onClick={() => ask("devices")}>
          {t("booking.devices")}
        </Button>
      )}
      {!isOff && (
        <Button kind="quiet" icon="clock" onClick={() => booker.again()}>
          {t("booking.again")}
        </Button>
      )}
      <Button kind="quiet" icon="erase" onClick={() => ask("erase")}>
        {t("booking.erase")}
      </Button>
    </nav>
  );
}

/** What is asked before it is done. */
function Asked({ booker, asks, onClose }: { booker: Booker; asks: Ask | undefined; onClose: () => void }) {
  const { t } = useTexts();
  if (asks !== "cancel" && asks !== "erase") return null;
  const what = asks === "erase" && visitorAs() === "link" ? "erase.limited" : asks;
  return (
    <Sheet
      title={t(`booking.${what}.heading`)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("booking.keep")}</Button>
          <Button
            kind="danger"
            onClick={() => {
              onClose();
              void (asks === "cancel" ? booker.cancel() : booker.erase());
            }}
          >
            {t(`booking.${what}.yes`)}
          </Button>
        </>
      }
    >
      <p>{t(`booking.${what}.text`)}</p>
    </Sheet>
  );
}
