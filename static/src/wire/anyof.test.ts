import { expect, test } from "vitest";
import { anyOf } from "./anyof.ts";

test("it fires with the first of its signals, and with that one's reason", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const first = anyOf(one.signal, other.signal);
  expect(first.aborted).toBe(false);
  other.abort("over");
  one.abort("late");
  expect(first.reason).toBe("over");
});

test("a signal that has fired already is not waited for", () => {
  const first = anyOf(new AbortController().signal, AbortSignal.abort("before"));
  expect(first.reason).toBe("before");
});

test("nothing is left listening at a signal that lasts", () => {
  const lasting = new AbortController();
  let listening = 0;
  const native = lasting.signal.addEventListener.bind(lasting.signal);
  lasting.signal.addEventListener = (
    type: string,
    heard: EventListener,
    options?: AddEventListenerOptions,
  ) => {
    listening++;
    options?.signal?.addEventListener("abort", () => listening--);
    native(type, heard, options);
  };
  const soon = new AbortController();
  anyOf(lasting.signal, soon.signal);
  soon.abort();
  expect(listening).toBe(0);
});
