import { afterEach, beforeEach, expect, it, vi } from "vitest";

const shown: [string, unknown][] = [];
let store: Map<string, string>;
let now = 0;

/** The browser's part, with what a person answered to it. */
function browser(permission: "default" | "granted" | "denied"): void {
  const fake = Object.assign(
    function (line: string, options: unknown): void {
      shown.push([line, options]);
    },
    {
      permission,
      requestPermission: (): Promise<string> => {
        if (fake.permission === "default") fake.permission = "granted";
        return Promise.resolve(fake.permission);
      },
    },
  );
  vi.stubGlobal("Notification", fake);
}

beforeEach(() => {
  vi.resetModules();
  shown.length = 0;
  store = new Map();
  now = 100_000;
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
    removeItem: (key: string) => store.delete(key),
  });
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("tells only after the person asked for it, one line at a time, and not after they ended it", async () => {
  browser("default");
  const { notifyStore, notifyCritical, allowNotify, stopNotify } = await import("./notify.ts");
  const states = [notifyStore.getState().state];
  notifyCritical("line");
  await allowNotify();
  states.push(notifyStore.getState().state);
  notifyCritical("line");
  now += 29_999;
  notifyCritical("line");
  const during = shown.length;
  now += 1;
  notifyCritical("line");
  stopNotify();
  states.push(notifyStore.getState().state);
  now += 60_000;
  notifyCritical("line");
  expect([states, during, shown]).toEqual([
    ["off", "on", "off"],
    1,
    [
      ["line", { tag: "casemate-critical" }],
      ["line", { tag: "casemate-critical" }],
    ],
  ]);
});

it("a permission that another page of this address got is no wish of this person's", async () => {
  browser("granted");
  const { notifyStore, notifyCritical } = await import("./notify.ts");
  notifyCritical("line");
  expect([notifyStore.getState().state, shown]).toEqual(["off", []]);
});

it("says when the browser denies it, and when it has none", async () => {
  browser("denied");
  const denied = await import("./notify.ts");
  await denied.allowNotify();
  denied.notifyCritical("line");
  const first = denied.notifyStore.getState().state;
  vi.resetModules();
  vi.unstubAllGlobals();
  vi.stubGlobal("localStorage", { getItem: () => "1" });
  const none = await import("./notify.ts");
  const { Notification: real } = globalThis as { Notification?: unknown };
  expect([first, none.notifyStore.getState().state, real, shown]).toEqual([
    "denied",
    "unsupported",
    undefined,
    [],
  ]);
});
