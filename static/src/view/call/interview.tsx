import type { Begun } from "../../call/begun.ts";
import type { Interview, Participant } from "../../wire/protocol.gen.ts";
import type { Socket } from "../../wire/socket.ts";
import { Later } from "../later.tsx";
import { useTexts } from "../texts.tsx";

/** What an interview needs of its page. */
export interface InterviewProps {
  interview: Interview;
  socket: Socket;
  begun: Begun;
  isSelf: (participant: Participant) => boolean;
  /** The other side, by name. */
  name: string;
  chat: { hidden: boolean; unread: number; toggle: () => void };
  /** The person hangs up while so many others are in it. */
  onHangUp: (others: number) => void;
}

// Nothing that knows media is loaded before an interview rings.
const load = () => import("./joined.tsx");

/**
 * An interview from the first ring to its end. It connects while it rings and
 * shows nothing of its own until the person has begun it or answered.
 */
export function InterviewView(props: InterviewProps) {
  const { t } = useTexts();
  const { id, state } = props.interview;
  const meanwhile = state === "live" && (
    <p class="call-loading" role="status">
      {t("call.loading")}
    </p>
  );
  return (
    <Later load={load} meanwhile={meanwhile}>
      {({ JoinedOrElsewhere }) => <JoinedOrElsewhere key={id} {...props} />}
    </Later>
  );
}
