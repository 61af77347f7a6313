import { useSignal } from "@preact/signals";
import { useId, useMemo } from "preact/hooks";
import { Button } from "../../view/button.tsx";
import { inLanguage } from "../../view/meeting/words.ts";
import { Refusal } from "../../view/refusal.tsx";
import { Sheet } from "../../view/sheet.tsx";
import { useTexts } from "../../view/texts.tsx";
import type { Readers, WriteAfterword } from "../../wire/hosting.ts";
import { newId } from "../../wire/id.ts";
import type { Meeting, MeetingPerson } from "../../wire/protocol.gen.ts";
import type { Language } from "../../wire/resources.ts";
import { Area, Radios } from "./parts.tsx";
import type { Programme } from "./programme.ts";

interface Props {
  programme: Programme;
  meeting: Meeting;
}

/** What was written to those who were to come, or the way to write to them, once. */
export function Afterword({ programme, meeting }: Props) {
  const texts = useTexts();
  const { t, language } = texts;
  const writing = useSignal(false);
  const written = programme.afterword.value;
  const readers = readersOf(programme.people.value);
  if (written) {
    const said = inLanguage(written.texts, language, meeting.languages);
    return (
      <section aria-labelledby="afterword">
        <h2 id="afterword">{t("hosting.afterword.written")}</h2>
        <blockquote class="afterword" lang={said.language}>
          {said.text}
        </blockquote>
        <p class="hint">
          {t("hosting.afterword.by", { name: written.name, moment: texts.moment(new Date(written.at)) })}
        </p>
      </section>
    );
  }
  const isHost = meeting.hosts.some(({ id }) => id === programme.me.value?.id);
  if (!isHost || readers.registered === 0) return null;
  return (
    <div class="actions">
      <Button kind="main" icon="message" onClick={() => (writing.value = true)}>
        {t("hosting.afterword")}
      </Button>
      {writing.value && (
        <WriteSheet {...{ programme, meeting, readers }} onClose={() => (writing.value = false)} />
      )}
    </div>
  );
}

function readersOf(people: readonly MeetingPerson[]): Record<Readers, number> {
  const had = people.filter(({ state, door }) => state === "confirmed" && door !== "removed");
  return { came: had.filter(({ cameAt }) => cameAt).length, registered: had.length };
}

interface SheetProps extends Props {
  readers: Record<Readers, number>;
  onClose: () => void;
}

function WriteSheet({ programme, meeting, readers, onClose }: SheetProps) {
  const { t, count } = useTexts();
  const form = useId();
  const id = useMemo(newId, []);
  const texts = useSignal<WriteAfterword["texts"]>({});
  const to = useSignal<Readers>(readers.came > 0 ? "came" : "registered");
  const busy = useSignal(false);
  const empty = useSignal(false);
  const fault = useSignal<unknown>(undefined);
  const languages = meeting.languages as Language[];
  const send = async (event: Event) => {
    event.preventDefault();
    empty.value = !Object.values(texts.peek()).some((said) => said?.trim());
    if (empty.peek()) return;
    busy.value = true;
    fault.value = await programme.write(meeting.id, { id, texts: texts.peek(), to: to.peek() });
    busy.value = false;
    if (!fault.peek()) onClose();
  };
  return (
    <Sheet
      title={t("hosting.afterword.heading")}
      onClose={onClose}
      actions={
        <Button type="submit" form={form} kind="main" icon="message" busy={busy.value}>
          {count("hosting.afterword.send", readers[to.value])}
        </Button>
      }
    >
      <form id={form} class="plan" onSubmit={(event) => void send(event)}>
        <p>{t("hosting.afterword.text")}</p>
        <Radios
          label={t("hosting.afterword.to")}
          values={["came", "registered"] as const}
          words={(each) => t(`hosting.afterword.to.${each}`, { count: readers[each] })}
          value={to.value}
          onValue={(value) => {
            to.value = value;
          }}
        />
        {languages.map((each, at) => (
          <div key={each} lang={each}>
            <Area
              label={t("hosting.afterword.in", { language: t(`language.${each}`) })}
              rows={7}
              value={texts.value[each] ?? ""}
              fault={at === 0 && empty.value ? t("hosting.afterword.missing") : undefined}
              onValue={(said) => {
                empty.value = false;
                texts.value = { ...texts.peek(), [each]: said };
              }}
            />
          </div>
        ))}
        <Refusal fault={fault.value} />
      </form>
    </Sheet>
  );
}
