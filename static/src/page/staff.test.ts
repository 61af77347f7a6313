import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { once } from "../wire/request.ts";
import type { Socket, SocketStatus } from "../wire/socket.ts";
import { StaffPage } from "./staff.ts";

class Page extends StaffPage {
  diary = "";

  protected entered(): void {
    this.connect();
    this.diary = "private";
  }

  protected forget(): void {
    this.diary = "";
  }
}

let status: ReturnType<typeof signal<SocketStatus>>;
let failed: ReturnType<typeof vi.fn<(error: unknown) => void>>;

beforeEach(() => {
  failed = vi.fn();
  vi.stubGlobal("fetch", async () => Response.json({ id: "anna", name: "Anna" }));
});

afterEach(() => vi.unstubAllGlobals());

function page(): Page {
  const connect = () => {
    status = signal<SocketStatus>({ is: "open" });
    return { status } as unknown as Socket;
  };
  return new Page({ connect, failed, signal: new AbortController().signal });
}

const unauthenticated = () => Response.json({ code: "unauthenticated" }, { status: 401 });

test("a session that is over leaves nothing, says so, and the next one has a socket that works", async () => {
  const it = page();
  await it.begin();
  status.value = { is: "refused", code: "unauthenticated" };
  await vi.waitFor(() => expect(it.me.value).toBeNull());
  expect(it.expired.value).toBe(true);
  expect(it.diary).toBe("");

  expect(await it.signIn("anna@example.org", "secret")).toBeUndefined();
  expect(it.expired.value).toBe(false);
  expect(it.socket.value?.status.value.is).toBe("open");
});

test("a command that finds the session over asks to sign in, and is no trouble to be told", async () => {
  const it = page();
  await it.begin();
  vi.stubGlobal("fetch", async () => unauthenticated());
  await it.run(() => once(it.caller, "GET", "/api/anything"));
  expect(it.me.value).toBeNull();
  expect(it.expired.value).toBe(true);
  expect(failed).not.toHaveBeenCalled();
});
