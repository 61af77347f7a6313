import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../../../view/button.tsx";
import { faultSentence } from "../../../view/fault.ts";
import { Choice, Field } from "../../../view/field.tsx";
import { Notice } from "../../../view/notice.tsx";
import { Sheet } from "../../../view/sheet.tsx";
import { Slots } from "../../../view/slots.tsx";
import { useTexts } from "../../../view/texts.tsx";
import { bookForVisitor, offerTimes } from "../../../wire/agenda.ts";
import { anyOf } from "../../../wire/anyof.ts";
import {
  type Booking,
  getBooking,
  getSlots,
  type Kind,
  type Slot,
  type Wish,
} from "../../../wire/booking.ts";
import { Fault } from "../../../wire/fault.ts";
import { newId } from "../../../wire/id.ts";
import type { Conversation } from "../../../wire/protocol.gen.ts";
import type { Language } from "../../../wire/resources.ts";
import type { Desk } from "../desk.ts";

interface Props {
  desk: Desk;
  conversation: Conversation;
  onClose: () => void;
}

/** How many times are offered at most. */
const most = 3;

/** What a counsellor needs between two appointments, as a rule; the server knows for certain. */
const pause = 15 * 60_000;

/** Whether nobody could have both of two times. */
function near({ start, end }: Slot, other: string): boolean {
  const [from, length] = [Date.parse(start), Date.parse(end) - Date.parse(start)];
  return Math.abs(from - Date.parse(other)) < length + pause;
}

/** What is looked for, what is picked, and what becomes of it. */
function useOffer({ desk, conversation, onClose }: Props) {
  const choice = useSignal<Booking | undefined>(undefined);
  const kind = useSignal<Kind>("video");
  const anybody = useSignal(false);
  const slots = useSignal<readonly Slot[] | undefined>(undefined);
  const picked = useSignal<readonly string[]>([]);
  const gone = useSignal(false);
  const fault = useSignal<unknown>(undefined);
  const busy = useSignal(false);
  const centres = choice.value?.centres ?? [];
  const site = centres.find(({ id }) => id === desk.me.value?.centre) ?? centres[0];
  const wish: Wish = {
    kind: kind.value,
    language: conversation.language as Language,
    ...(conversation.topic && { topic: conversation.topic }),
    ...(!anybody.value && { staff: desk.reader.id }),
    ...(kind.value === "on_site" && site && { centre: site.id }),
  };
  useEffect(() => {
    void getBooking(desk.caller).then(
      (found) => {
        choice.value = found;
      },
      () => undefined,
    );
  }, []);
  useEffect(() => {
    const over = new AbortController();
    slots.value = undefined;
    picked.value = [];
    const caller = { ...desk.caller, signal: anyOf(desk.caller.signal, over.signal) };
    void getSlots(wish, { limit: 40 }, caller).then(
      (found) => {
        slots.value = found.slots;
      },
      (error) => {
        if (!over.signal.aborted) fault.value = error;
      },
    );
    return () => over.abort();
  }, [kind.value, anybody.value, site?.id]);
  const attempt = async (command: () => Promise<unknown>) => {
    busy.value = true;
    try {
      await command();
      onClose();
    } catch (error) {
      gone.value = error instanceof Fault && error.code === "taken";
      if (error instanceof Fault && gone.value) {
        slots.value = error.slots;
        picked.value = [];
      } else fault.value = error;
    } finally {
      busy.value = false;
    }
  };
  const toggle = ({ start }: Slot) => {
    const chosen = picked.peek();
    if (chosen.includes(start)) picked.value = chosen.filter((each) => each !== start);
    else if (chosen.length < most) picked.value = [...chosen, start];
  };
  return { choice, kind, anybody, slots, picked, gone, fault, busy, site, wish, attempt, toggle };
}

/** Picks up to three times: they are held for the visitor and shown in the chat, or one is booked. */
export function OfferSheet(props: Props) {
  const { desk, conversation, onClose } = props;
  const texts = useTexts();
  const { t } = texts;
  const contact = useSignal("");
  const { choice, kind, anybody, slots, picked, gone, fault, busy, site, wish, attempt, toggle } =
    useOffer(props);
  const offer = () =>
    attempt(() => {
      const times = picked.peek().map((start) => ({ id: newId(), start }));
      return offerTimes(conversation.id, { ...wish, id: newId(), slots: times }, desk.caller);
    });
  const book = () =>
    attempt(() => {
      const start = picked.peek()[0] ?? "";
      const given = contact.peek().trim();
      const details = { conversation: conversation.id, ...(given && { contact: given }) };
      return bookForVisitor({ ...wish, ...details, id: newId(), start }, desk.caller);
    });
  return (
    <Sheet
      title={t("agenda.offer")}
      onClose={onClose}
      actions={
        <>
          <Button
            kind="main"
            icon="send"
            busy={busy.value}
            disabled={picked.value.length === 0}
            onClick={() => void offer()}
          >
            {texts.count("agenda.offer.send", picked.value.length)}
          </Button>
          {picked.value.length === 1 && (
            <Button icon="check" busy={busy.value} onClick={() => void book()}>
              {t("agenda.offer.book")}
            </Button>
          )}
        </>
      }
    >
      <p>{t("agenda.offer.text")}</p>
      <Choice
        label={t("agenda.offer.kind")}
        value={kind.value}
        onValue={(each) => {
          kind.value = each as Kind;
        }}
      >
        {(choice.value?.kinds ?? ["video"]).map((each) => (
          <option key={each} value={each}>
            {t(`times.kind.${each}`)}
          </option>
        ))}
      </Choice>
      <label class="tick">
        <input
          type="checkbox"
          checked={anybody.value}
          onChange={(event) => {
            anybody.value = event.currentTarget.checked;
          }}
        />
        <span>{t("agenda.offer.anybody")}</span>
      </label>
      {gone.value && (
        <Notice kind="soon" icon="alert">
          <p role="alert">{t("agenda.offer.gone")}</p>
        </Notice>
      )}
      {slots.value?.length === 0 && <p role="status">{t("agenda.offer.none")}</p>}
      <Slots
        slots={slots.value ?? []}
        zone={site?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone}
        chosen={picked.value}
        blocked={(slot) =>
          !picked.value.includes(slot.start) && picked.value.some((start) => near(slot, start))
        }
        onChoose={toggle}
      />
      {(picked.value.length === 1 && !conversation.contact) || fault.value ? (
        <Field
          label={t("agenda.offer.contact")}
          hint={t("agenda.offer.contact.hint")}
          fault={fault.value ? faultSentence(texts, fault.value) : undefined}
          value={contact.value}
          onValue={(value) => {
            contact.value = value;
            fault.value = undefined;
          }}
          maxLength={254}
        />
      ) : null}
    </Sheet>
  );
}
