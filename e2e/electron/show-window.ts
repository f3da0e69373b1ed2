import type { Page } from "@playwright/test";
import { join } from "node:path";
import type { DesktopApp } from "../../apps/desktop/test/desktop-app.ts";
import type { FakePage, FakeWindow } from "../../apps/desktop/test/fake-electron.ts";

const HOSTS: Record<string, string> = {
  "console.test": "casemate",
  "approval.test": "casemate-approval",
  "compute.test": "casemate-compute",
};

interface Call {
  readonly name: "send" | "sendSecret" | "dropFile";
  readonly args: readonly unknown[];
}

/** What the context bridge does: functions over values that are copied. */
const BRIDGE = `(() => {
  const messages = [], closes = [];
  window.__deliver = (text) => messages.forEach((listener) => listener(JSON.parse(text)));
  window.__close = () => closes.forEach((listener) => listener());
  window.casemate = {
    send: (message) => void window.__call({ name: "send", args: [message] }),
    onMessage: (listener) => void messages.push(listener),
    onClose: (listener) => void closes.push(listener),
    sendSecret: (id, bytes) => void window.__call({ name: "sendSecret", args: [id, [...new Uint8Array(bytes)]] }),
    dropFile: (file) => window.__call({ name: "dropFile", args: [file.name] }),
  };
})()`;

/**
 * Shows a window of the twin in a tab: the built page in real Chromium on the desktop's own bridge, sessions, policy and supervisor. Only Electron is the twin: what
 * its window would load from `casemate://app` comes from the same function through the browser's request interception, and functions take the place of its IPC.
 * @param folder where the files that are dropped lie
 */
export async function show(page: Page, app: DesktopApp, window: FakeWindow, folder: string): Promise<void> {
  const files = new Map<File, string>();
  let bridge: FakePage | null = null;
  const connect = (): FakePage => {
    bridge = app.fake.page(window, files);
    bridge.onMessage(
      (message) =>
        void page
          .evaluate(`window.__deliver(${JSON.stringify(JSON.stringify(message))})`)
          .catch(() => undefined),
    );
    bridge.onClose(() => void page.evaluate("window.__close()").catch(() => undefined));
    return bridge;
  };
  await page.exposeFunction("__call", async ({ name, args }: Call) => {
    const current = bridge ?? connect();
    if (name === "send") current.send(args[0]);
    else if (name === "sendSecret")
      current.sendSecret(String(args[0]), new Uint8Array(args[1] as number[]).buffer);
    else {
      const file = new File([], String(args[0]));
      files.set(file, join(folder, String(args[0])));
      return current.dropFile(file);
    }
    return null;
  });
  await page.addInitScript(BRIDGE);
  await load(page, app, window, () => {
    bridge = null;
  });
}

/**
 * Loads a window's document out of its own session. `loading`: told before each document.
 * @returns the addresses that the page asked for and did not get
 */
export async function load(
  page: Page,
  app: DesktopApp,
  window: FakeWindow,
  loading: () => void = () => undefined,
): Promise<string[]> {
  const refused: string[] = [];
  await page.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    const scheme = HOSTS[url.host] ?? "";
    const handler = app.fake.sessions.get(scheme)?.handled.get(scheme);
    if (!handler) {
      refused.push(url.href);
      return route.abort();
    }
    if (url.pathname.endsWith(".html")) loading();
    const response = handler({ method: "GET", url: `${scheme}://app${url.pathname}` });
    if (response.status !== 200) refused.push(url.href);
    return route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  });
  const [loaded] = window.loaded;
  const { protocol, pathname, hash } = new URL(loaded ?? "");
  const host = Object.entries(HOSTS).find(([, scheme]) => `${scheme}:` === protocol)?.[0] ?? "";
  await page.goto(`https://${host}${pathname}${hash}`);
  return refused;
}
