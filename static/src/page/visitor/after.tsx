import { useState } from "preact/hooks";
import { Button, bookingPage, Way } from "../../view/button.tsx";
import { Icon } from "../../view/icon.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Conversation } from "../../wire/protocol.gen.ts";
import type { Rating } from "../../wire/resources.ts";

interface Props {
  conversation: Conversation;
  onRate: (rating: Rating) => void;
  onReopen: () => void;
  onNew: () => void;
  onTranscript: () => void;
  onLink: () => void;
  onErase: () => void;
}

/** After the conversation: two questions, and every way to go on. */
export function After(props: Props) {
  const { t } = useTexts();
  const { conversation } = props;
  return (
    <section class="after" aria-label={t("visitor.after.label")}>
      {conversation.counsellor && <Rate rated={conversation.rated ?? false} onRate={props.onRate} />}
      <div class="actions">
        <Button kind="main" icon="retry" onClick={props.onReopen}>
          {t("visitor.reopen")}
        </Button>
        <Button icon="message" onClick={props.onNew}>
          {t("visitor.new")}
        </Button>
        <Way href={bookingPage(conversation.topic)} icon="person">
          {t("visitor.book")}
        </Way>
        <Button kind="quiet" icon="copy" onClick={props.onTranscript}>
          {t("visitor.transcript.open")}
        </Button>
        <Button kind="quiet" icon="link" onClick={props.onLink}>
          {t("visitor.link.open")}
        </Button>
        <Button kind="quiet" icon="erase" onClick={props.onErase}>
          {t("visitor.erase.open")}
        </Button>
      </div>
    </section>
  );
}

function Rate({ rated, onRate }: { rated: boolean; onRate: (rating: Rating) => void }) {
  const { t } = useTexts();
  const [helped, setHelped] = useState(0);
  const [easy, setEasy] = useState(0);
  if (rated) {
    return (
      <p class="thanks" role="status">
        <Icon of="check" /> {t("visitor.rate.thanks")}
      </p>
    );
  }
  return (
    <form
      class="rate"
      onSubmit={(event) => {
        event.preventDefault();
        onRate({ helped, easy });
      }}
    >
      <h2>{t("visitor.rate.heading")}</h2>
      <Scale name="helped" question={t("visitor.rate.helped")} value={helped} onValue={setHelped} />
      <Scale name="easy" question={t("visitor.rate.easy")} value={easy} onValue={setEasy} />
      <Button type="submit" disabled={!helped || !easy}>
        {t("visitor.rate.send")}
      </Button>
    </form>
  );
}

const steps = [1, 2, 3, 4, 5];

function Scale(props: { name: string; question: string; value: number; onValue: (value: number) => void }) {
  const { t } = useTexts();
  return (
    <fieldset class="scale">
      <legend>{props.question}</legend>
      <div class="scale-steps">
        <span>{t("visitor.rate.least")}</span>
        {steps.map((step) => (
          <label key={step} class={props.value === step ? "chosen" : ""}>
            <input
              type="radio"
              name={props.name}
              value={step}
              checked={props.value === step}
              onChange={() => props.onValue(step)}
            />
            <span>{step}</span>
          </label>
        ))}
        <span>{t("visitor.rate.most")}</span>
      </div>
    </fieldset>
  );
}
