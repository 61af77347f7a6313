import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { isOver } from "../../state/gathering.ts";
import { Button } from "../../view/button.tsx";
import { Enter } from "../../view/meeting/enter.tsx";
import { Facts, Title } from "../../view/meeting/summary.tsx";
import { inLanguage } from "../../view/meeting/words.ts";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Meeting, MeetingPerson } from "../../wire/protocol.gen.ts";
import { Afterword } from "./afterword.tsx";
import { Filled } from "./list.tsx";
import { PlanSheet } from "./plan.tsx";
import type { Programme } from "./programme.ts";

interface Props {
  programme: Programme;
  meeting: Meeting;
  /** Undefined for who arranges it and does not hold it. */
  onEnter: (() => void) | undefined;
}

/** How often it is looked at who has registered meanwhile. */
const lookEvery = 30_000;

/** One meeting, as those who arrange it see it. */
export function Arranged({ programme, meeting, onEnter }: Props) {
  const { t, language } = useTexts();
  const sheet = useSignal<"plan" | "cancel" | undefined>(undefined);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    const timer = setInterval(() => void programme.refresh(), lookEvery);
    return () => clearInterval(timer);
  }, []);
  const close = () => {
    sheet.value = undefined;
  };
  const said = inLanguage(meeting.descriptions, language, meeting.languages);
  return (
    <main class="column meetings">
      <p>
        <Button kind="quiet" icon="back" onClick={() => programme.open(undefined)}>
          {t("hosting.all")}
        </Button>
      </p>
      <h1 tabIndex={-1} ref={heading}>
        <Title of={meeting} />
      </h1>
      <Facts of={meeting}>
        <Filled of={meeting} />
      </Facts>
      {said.text && <p class="meeting-text">{said.text}</p>}
      {!isOver(meeting) && onEnter && <Enter meeting={meeting} from={meeting.hostsFrom} onEnter={onEnter} />}
      {!isOver(meeting) && (
        <div class="actions">
          <Button icon="settings" onClick={() => (sheet.value = "plan")}>
            {t("hosting.edit")}
          </Button>
          {meeting.state === "planned" && (
            <Button icon="close" onClick={() => (sheet.value = "cancel")}>
              {t("hosting.cancel")}
            </Button>
          )}
        </div>
      )}
      {meeting.state === "ended" && <Afterword programme={programme} meeting={meeting} />}
      <People meeting={meeting} people={programme.people.value} />
      {sheet.value === "plan" && (
        <PlanSheet programme={programme} id={meeting.id} meeting={meeting} onClose={close} />
      )}
      {sheet.value === "cancel" && <Cancel programme={programme} meeting={meeting} onClose={close} />}
    </main>
  );
}

function Cancel({ programme, meeting, onClose }: Omit<Props, "onEnter"> & { onClose: () => void }) {
  const { t } = useTexts();
  const following = useSignal(false);
  const cancel = () => {
    void programme.cancel(meeting.id, following.peek());
    onClose();
  };
  return (
    <Sheet
      title={t("hosting.cancel.heading")}
      onClose={onClose}
      actions={
        <>
          <Button kind="danger" icon="close" onClick={cancel}>
            {t("hosting.cancel")}
          </Button>
          <Button onClick={onClose}>{t("hosting.keep")}</Button>
        </>
      }
    >
      <p>{t("hosting.cancel.text")}</p>
      {meeting.series && (
        <label class="tick">
          <input
            type="checkbox"
            checked={following.value}
            onChange={(event) => {
              following.value = event.currentTarget.checked;
            }}
          />
          <span>{t("hosting.cancel.following")}</span>
        </label>
      )}
    </Sheet>
  );
}

const groups = ["confirmed", "offered", "waiting", "withdrawn", "lapsed"] as const;

/** Who registered, by what they have; when it is over, who was there and when. */
function People({ meeting, people }: { meeting: Meeting; people: readonly MeetingPerson[] }) {
  const { t } = useTexts();
  if (people.length === 0) return <p class="hint">{t("hosting.people.none")}</p>;
  return (
    <>
      {groups.map((state) => {
        const all = people.filter((each) => each.state === state);
        return (
          all.length > 0 && (
            <section key={state} aria-labelledby={`people-${state}`}>
              <h2 id={`people-${state}`}>{t(`hosting.people.${state}`, { count: all.length })}</h2>
              <ul class="people">
                {all.map((person) => (
                  <Person key={person.id} person={person} meeting={meeting} />
                ))}
              </ul>
            </section>
          )
        );
      })}
    </>
  );
}

function Person({ person, meeting }: { person: MeetingPerson; meeting: Meeting }) {
  const texts = useTexts();
  const { t, language } = texts;
  const clock = (at: string) => texts.time(new Date(at));
  const end = person.leftAt ?? meeting.endedAt;
  const said = person.answers?.flatMap((answer, at) => {
    const question = meeting.questions[at];
    return answer && question
      ? [{ at, asked: inLanguage(question.texts, language, meeting.languages).text, answer }]
      : [];
  });
  return (
    <li class="registered">
      <p>
        <strong>{person.name}</strong> <span class="hint">{person.contact}</span>
      </p>
      {person.offeredUntil && (
        <p class="hint">
          {t("hosting.offered", { time: texts.soon(new Date(person.offeredUntil), new Date()) })}
        </p>
      )}
      {person.cameAt && (
        <p>
          {end
            ? t("hosting.was_there", { from: clock(person.cameAt), to: clock(end) })
            : t("hosting.is_there", { from: clock(person.cameAt) })}
        </p>
      )}
      {isOver(meeting) && person.state === "confirmed" && !person.cameAt && <p>{t("hosting.not_there")}</p>}
      {said && said.length > 0 && (
        <dl>
          {said.map(({ at, asked, answer }) => (
            <div key={at}>
              <dt>{asked}</dt>
              <dd>{answer}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
