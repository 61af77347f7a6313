import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fileAddress, postFile } from "./upload.ts";

/** A request as the test lets it go. */
class Request {
  static readonly all: Request[] = [];
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onload?: () => void;
  onloadend?: () => void;
  status = 0;
  response: unknown = null;
  asked = "";
  aborted = false;
  form?: FormData;
  readonly headers: Record<string, string> = {};

  constructor() {
    Request.all.push(this);
  }
  open(method: string, path: string) {
    this.asked = `${method} ${path}`;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  send(form: FormData) {
    this.form = form;
  }
  abort() {
    this.aborted = true;
    this.onloadend?.();
  }
  answer(status: number, response: unknown) {
    this.status = status;
    this.response = response;
    this.onload?.();
    this.onloadend?.();
  }
}

let life: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("XMLHttpRequest", Request);
  life = new AbortController();
  Request.all.length = 0;
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const cv = () => new File(["%PDF"], "CV.pdf");
const send = (onShare = (_: number) => {}) =>
  postFile("c", { id: "m", file: cv() }, { as: "staff", signal: life.signal }, onShare);
const last = () => Request.all.at(-1) as Request;

test("it sends the file last, and says who asks", async () => {
  const sent = send();
  expect(last().asked).toBe("POST /api/conversations/c/files");
  expect(last().headers).toEqual({ "miti-as": "staff" });
  expect([...(last().form?.keys() ?? [])]).toEqual(["id", "file"]);
  last().answer(201, { id: "m" });
  expect(await sent).toEqual({ id: "m" });
  expect(fileAddress("c", "f", "staff")).toBe("/api/conversations/c/files/f?as=staff");
});

test("it tells how much has gone", async () => {
  const shares: number[] = [];
  const sent = send((share) => shares.push(share));
  last().upload.onprogress?.({ loaded: 5, total: 10 });
  last().upload.onprogress?.({ loaded: 10, total: 10 });
  last().answer(201, { id: "m" });
  await sent;
  expect(shares).toEqual([0.5, 1]);
});

test.each([
  ["a refusal", 422, { code: "bad_file" }, "bad_file"],
  ["a proxy's page", 502, null, "unreachable"],
  ["a success without an answer", 201, null, "unreachable"],
  ["no network", 0, null, "unreachable"],
])("%s is a fault", async (_, status, response, code) => {
  const sent = send();
  last().answer(status, response);
  await expect(sent).rejects.toMatchObject({ code });
});

test("a line on which nothing moves is gone; one that is slow is not", async () => {
  const sent = send();
  sent.catch(() => {});
  for (let i = 1; i <= 4; i++) {
    vi.advanceTimersByTime(29_000);
    last().upload.onprogress?.({ loaded: i, total: 10 });
  }
  expect(last().aborted).toBe(false);
  vi.advanceTimersByTime(31_000);
  await expect(sent).rejects.toMatchObject({ code: "unreachable" });
  expect(vi.getTimerCount()).toBe(0);
});

test("who gives up stops the sending", async () => {
  const sent = send();
  life.abort();
  await expect(sent).rejects.toBe(life.signal.reason);
  expect(last().aborted).toBe(true);
});
