import { Button, bookingPage, Way } from "../../view/button.tsx";
import { Composer } from "../../view/composer.tsx";
import { Choice, Field } from "../../view/field.tsx";
import { Icon } from "../../view/icon.tsx";
import { Later } from "../../view/later.tsx";
import { useTexts } from "../../view/texts.tsx";
import { visitorAs } from "../../wire/link.ts";
import type { Availability, Conversation } from "../../wire/protocol.gen.ts";
import type { Language, Network } from "../../wire/resources.ts";
import { Contact } from "./contact.tsx";
import { answeredLive, availabilitySentence, type Question } from "./question.ts";

interface Props {
  network: Network | undefined;
  there: Availability | undefined;
  question: Question;
  onQuestion: (change: Partial<Question>) => void;
  onOpen: (intent: "chat" | "message") => void;
  /** The question is on its way. */
  busy: boolean;
  /** What to change in the contact. */
  contactFault: string | undefined;
  onAbout: () => void;
  /** The person would rather be answered later. */
  later: boolean;
  onLater: (later: boolean) => void;
  /** The person's own earlier conversations. */
  former: readonly Conversation[];
  onFormer: (id: string) => void;
}

const former = () => import("./former.tsx");

/** Before a conversation: who is there now, and the box to write in. */
export function Landing(props: Props) {
  const { t } = useTexts();
  const { network, there, question, onQuestion, later, onLater } = props;
  const live = answeredLive(there, question);
  const message = later || (there !== undefined && !live);
  return (
    <main class="column landing">
      <h1>{t("visitor.heading")}</h1>
      <There there={there} question={question} live={live} />
      {network && <Topics network={network} there={there} question={question} onQuestion={onQuestion} />}
      <Composer
        label={t("visitor.question.label")}
        placeholder={t("visitor.question.placeholder")}
        draft={question.text}
        onDraft={(text) => onQuestion({ text })}
        onSend={() => props.onOpen(message ? "message" : "chat")}
        sendLabel={t(message ? "visitor.leave.send" : "visitor.ask.send")}
        busy={props.busy}
      >
        {message && <Contact question={question} onQuestion={onQuestion} fault={props.contactFault} />}
        <Details network={network} question={question} onQuestion={onQuestion} />
      </Composer>
      <p class="consent">{t("visitor.consent")}</p>
      {(props.former.length > 0 || visitorAs() === "link") && (
        <Later load={former}>
          {({ Former }) => <Former conversations={props.former} onOpen={props.onFormer} />}
        </Later>
      )}
      <WaysOn {...props} live={live} message={message} onLater={onLater} />
    </main>
  );
}

function There({
  there,
  question,
  live,
}: {
  there: Availability | undefined;
  question: Question;
  live: boolean;
}) {
  const texts = useTexts();
  return (
    <p class={`there ${live ? "live" : there ? "soon" : ""}`} role="status">
      <Icon of={live ? "present" : "clock"} />
      <span>{availabilitySentence(texts, there, question, new Date())}</span>
    </p>
  );
}

type Change = (change: Partial<Question>) => void;

function Topics(props: {
  network: Network;
  there: Availability | undefined;
  question: Question;
  onQuestion: Change;
}) {
  const { t, topic } = useTexts();
  const { network, there, question, onQuestion } = props;
  const staffed = (id: string) => answeredLive(there, { ...question, topic: id });
  return (
    <fieldset class="topics">
      <legend>{t("visitor.topic.label")}</legend>
      <div class="chips">
        {network.topics.map((id) => (
          <button
            key={id}
            type="button"
            class="chip"
            aria-pressed={question.topic === id}
            onClick={() => onQuestion({ topic: question.topic === id ? undefined : id })}
          >
            {question.topic === id && <Icon of="check" />}
            <span>{topic(id)}</span>
            {staffed(id) && question.topic !== id && (
              <>
                <Icon of="present" class="staffed" />
                <span class="unseen">{t("visitor.topic.staffed")}</span>
              </>
            )}
          </button>
        ))}
      </div>
      {network.topics.some(staffed) && (
        <p class="hint legend" aria-hidden="true">
          <Icon of="present" class="staffed" /> {t("visitor.topic.staffed")}
        </p>
      )}
    </fieldset>
  );
}

function Details({
  network,
  question,
  onQuestion,
}: {
  network: Network | undefined;
  question: Question;
  onQuestion: Change;
}) {
  const { t } = useTexts();
  return (
    <details class="details">
      <summary>{t("visitor.details.label")}</summary>
      <div class="details-fields">
        <Choice
          label={t("visitor.language.label")}
          value={question.language}
          onValue={(language) => onQuestion({ language: language as Language })}
        >
          {(network?.languages ?? [question.language]).map((each) => (
            <option key={each} value={each} lang={each}>
              {t(`language.${each}`)}
            </option>
          ))}
        </Choice>
        <Field
          label={t("visitor.first_name.label")}
          value={question.name}
          onValue={(name) => onQuestion({ name })}
          autocomplete="given-name"
          maxLength={60}
        />
        <Field
          label={t("visitor.postcode.label")}
          hint={t("visitor.postcode.hint")}
          value={question.postcode}
          onValue={(postcode) => onQuestion({ postcode })}
          autocomplete="postal-code"
          inputMode="numeric"
          pattern="[0-9]{4}"
          mismatch={t("visitor.postcode.pattern")}
          maxLength={4}
        />
      </div>
    </details>
  );
}

function WaysOn(props: Props & { live: boolean; message: boolean }) {
  const { t } = useTexts();
  return (
    <nav class="ways" aria-label={t("visitor.ways.label")}>
      {props.live && (
        <Button
          kind="quiet"
          icon={props.later ? "message" : "clock"}
          onClick={() => props.onLater(!props.later)}
        >
          {t(props.later ? "visitor.later.no" : "visitor.later.yes")}
        </Button>
      )}
      {!props.live && props.there?.open && (
        <Button
          kind="quiet"
          icon="clock"
          disabled={!props.question.text.trim() || props.busy}
          onClick={() => props.onOpen("chat")}
        >
          {t("visitor.wait.anyway")}
        </Button>
      )}
      <Way href={bookingPage(props.question.topic)} icon="person">
        {t("visitor.book")}
      </Way>
      <Way href="/meetings" icon="camera">
        {t("visitor.meetings")}
      </Way>
      <Button kind="quiet" icon="safe" onClick={props.onAbout}>
        {t("visitor.about.open")}
      </Button>
    </nav>
  );
}
