import { anyOf } from "./anyof.ts";
import { Fault } from "./fault.ts";
import { visitorAs } from "./link.ts";
import { backoff, wait } from "./wait.ts";

/** As whom a command asks, and until when its answer is wanted. */
export interface Caller {
  as: "visitor" | "staff";
  signal: AbortSignal;
}

/** Which of the browser's sessions the server is to look at. */
export const sessionOf = (as: Caller["as"]) => (as === "staff" ? as : visitorAs());

/** An answer that takes longer than this is none: the network is gone without saying so. */
const patience = 15_000;
const firstPause = 300;
const longestPause = 10_000;

/** Asks until the server has answered: for what may be repeated. */
export async function persist<T>(caller: Caller, method: string, path: string, body?: object): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await once<T>(caller, method, path, body);
    } catch (error) {
      if (!(error instanceof Fault && error.passes)) throw error;
      await wait((error.retrySeconds ?? 0) * 1000, caller.signal);
      await online(backoff(failures, firstPause, longestPause), caller.signal);
      caller.signal.throwIfAborted();
    }
  }
}

/** Waits, but not beyond the moment when the browser says that the network is back. */
async function online(ms: number, signal: AbortSignal): Promise<void> {
  const cut = new AbortController();
  const back = () => cut.abort();
  globalThis.addEventListener?.("online", back);
  await wait(ms, anyOf(signal, cut.signal));
  cut.abort();
  globalThis.removeEventListener?.("online", back);
}

/** Asks once. */
export async function once<T>(caller: Caller, method: string, path: string, body?: object): Promise<T> {
  const headers: Record<string, string> = { "miti-as": sessionOf(caller.as) };
  const request: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (body) {
    headers["content-type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  // A last word or a hang-up arrives also when the page closes at once. Browsers
  // let 64 kB of all such requests outlive a page, and refuse what is more.
  request.keepalive = !((request.body as string)?.length > 8_000);
  let response: Response;
  let data: unknown;
  try {
    request.signal = anyOf(caller.signal, AbortSignal.timeout(patience));
    response = await fetch(path, request);
    data = response.status === 204 ? undefined : await response.json();
  } catch {
    caller.signal.throwIfAborted();
    // No network, no answer in time, or a proxy's page in place of JSON.
    throw new Fault("unreachable");
  }
  if (!response.ok) throw Fault.of(data);
  return data as T;
}
