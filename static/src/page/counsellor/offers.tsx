import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { isQuiet } from "../../state/needs.ts";
import { Button } from "../../view/button.tsx";
import { useFocusHandedOn } from "../../view/focus.ts";
import { Icon } from "../../view/icon.tsx";
import { useNow } from "../../view/now.ts";
import { useTexts } from "../../view/texts.tsx";
import type { Conversation } from "../../wire/protocol.gen.ts";
import type { PassReason } from "../../wire/staff.ts";
import * as acts from "./acts.ts";
import type { Desk } from "./desk.ts";
import { hand, lock } from "./icons.ts";
import { queueHead, Since, Who } from "./lists.tsx";

interface Props {
  desk: Desk;
  /** A conversation was taken, and is open. */
  onTaken: () => void;
}

/** What rings at this counsellor, and who of the colleagues asks for them. */
export function Offers({ desk, onTaken }: Props) {
  const { t } = useTexts();
  const me = desk.reader.id;
  const offers = desk.ringing.value;
  const { invitations } = desk.queue.value;
  const section = useRef<HTMLElement>(null);
  // What rings can be gone between two keys.
  useFocusHandedOn(section, () => document.querySelector(queueHead));
  if (offers.length + invitations.length === 0) return null;
  return (
    <section ref={section} aria-labelledby="offers">
      <h2 id="offers" tabIndex={-1}>
        {t("counsellor.offers")} <span class="count">{offers.length + invitations.length}</span>
      </h2>
      <ul class="cards">
        {offers.map((each) => (
          <li key={each.id}>
            <Offer desk={desk} conversation={each} onTaken={onTaken} />
          </li>
        ))}
        {invitations.map(({ conversation, by }) => (
          <li key={conversation.id} class="card soon">
            <p>
              {t(isQuiet(conversation, me) ? "counsellor.whispered" : "counsellor.invited", {
                name: by.name,
              })}
            </p>
            <Button
              kind="main"
              busy={desk.busy.value === conversation.id}
              onClick={() => void desk.accept(conversation.id).then(onTaken)}
            >
              {t("counsellor.invited.accept")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const reasons: readonly PassReason[] = ["busy", "not_mine", "break"];

function Offer({ desk, conversation, onTaken }: Props & { conversation: Conversation }) {
  const { t } = useTexts();
  const passes = useSignal(false);
  const now = useNow(1_000);
  const { id, offer, transfer, firstMessage, centre } = conversation;
  const place = desk.network.value?.centres.find((each) => each.id === centre)?.name;
  const card = useRef<HTMLElement>(null);
  useFocusHandedOn(card, () => card.current?.querySelector("button"));
  const take = async () => {
    await desk.claim(id);
    if (desk.opened.peek() === id) onTaken();
  };
  return (
    <article ref={card} class="card offer">
      <p class="offer-kind">
        <Icon of={transfer ? hand : "incoming"} />
        <span>
          {transfer
            ? t("counsellor.offer.transfer", { name: transfer.by.name })
            : t(offer?.all ? "counsellor.offer.all" : "counsellor.offer.mine")}
        </span>
      </p>
      <Who conversation={conversation} language />
      {place && <p class="hint">{t("counsellor.offer.centre", { centre: place })}</p>}
      <p class="first">{firstMessage}</p>
      {transfer?.note && (
        <p class="staff-only">
          <Icon of={lock} />
          <span>{transfer.note}</span>
        </p>
      )}
      <p class="since">
        <Icon of="clock" />
        <Since from={conversation.waitingSince ?? transfer?.at ?? conversation.createdAt} now={now} />
      </p>
      {offer?.until && <Countdown until={offer.until} now={now} />}
      {passes.value ? (
        <fieldset class="actions">
          <legend>{t("counsellor.pass.why")}</legend>
          {reasons.map((each) => (
            <Button key={each} busy={desk.busy.value === id} onClick={() => void acts.pass(desk, id, each)}>
              {t(`counsellor.pass.${each}`)}
            </Button>
          ))}
          <Button kind="quiet" onClick={() => (passes.value = false)}>
            {t("action.cancel")}
          </Button>
        </fieldset>
      ) : (
        <div class="actions">
          <Button
            kind="main"
            busy={desk.busy.value === id}
            aria-label={t("counsellor.accept.whose", { text: (firstMessage ?? "").slice(0, 60) })}
            onClick={() => void take()}
          >
            {t("counsellor.accept")}
          </Button>
          <Button onClick={() => (passes.value = true)}>{t("counsellor.pass")}</Button>
        </div>
      )}
    </article>
  );
}

const ringing = 30_000;

/** How long it rings on. It is not spoken: what changes each second helps nobody who listens. */
function Countdown({ until, now }: { until: string; now: number }) {
  const { t, duration } = useTexts();
  const left = Math.max(0, Date.parse(until) - now);
  return (
    <p class="countdown" aria-live="off">
      <progress max={ringing} value={Math.min(left, ringing)} aria-label={t("counsellor.offer.left")} />
      <span>{duration(Math.ceil(left / 1000))}</span>
    </p>
  );
}
