import { expect, test, type Page } from "@playwright/test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startDesktopApp, type DesktopApp } from "../../apps/desktop/test/desktop-app.ts";
import type { FakePage, FakeWindow } from "../../apps/desktop/test/fake-electron.ts";

/**
 * The built pages in real Chromium on the desktop's own bridge, sessions, policy and supervisor. Only Electron is the twin: what its window would
 * load from `casemate://app` comes from the same function through the browser's request interception, and functions take the place of its IPC.
 */
const HOSTS: Record<string, string> = { "console.test": "casemate", "approval.test": "casemate-approval" };

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

/** Shows a window of the twin in a tab. `folder`: where the files that are dropped lie. */
async function show(page: Page, app: DesktopApp, window: FakeWindow, folder: string): Promise<void> {
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
  await page.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    const scheme = HOSTS[url.host] ?? "";
    const handler = app.fake.sessions.get(scheme)?.handled.get(scheme);
    if (!handler) return route.abort();
    if (url.pathname.endsWith(".html")) bridge = null;
    const response = handler({ method: "GET", url: `${scheme}://app${url.pathname}` });
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
}

test.describe("the console's pages on the desktop's bridge", () => {
  test.describe.configure({ mode: "serial" });
  let app: DesktopApp;

  test.beforeAll(async () => {
    process.env["CASEMATE_KDF"] = "minimum";
    app = await startDesktopApp({ pages: "built" });
  });
  test.afterAll(async () => {
    await app.end();
  });

  test("make a vault, take a dropped file by token, lock, and never break the policy", async ({ page }) => {
    const problems: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    const [window] = app.fake.windows;
    if (!window) throw new Error("no window was made");
    const folder = join(app.home.root, "..");
    writeFileSync(join(folder, "notes.gguf"), "this is no model");

    await show(page, app, window, folder);
    await page.getByLabel("Passphrase", { exact: true }).fill(app.home.passphrase);
    await page.getByLabel("Repeat passphrase").fill(app.home.passphrase);
    await page.getByRole("button", { name: "Create vault" }).click();
    await page.getByRole("button", { name: "Later" }).click();
    await page
      .getByRole("navigation")
      .getByRole("link", { name: /^Models/ })
      .click();
    await page.locator('input[type="file"]').first().setInputFiles(join(folder, "notes.gguf"));
    await expect(page.getByText("notes").first()).toBeVisible();
    await expect(page.getByText(/refused/i).first()).toBeVisible();
    await page.getByRole("button", { name: "Lock", exact: true }).click();
    await expect(page.getByRole("button", { name: "Unlock", exact: true })).toBeVisible();
    expect(problems).toEqual([]);
  });

  test("answer a dangerous call in a window of its own, where Deny has the focus and no passphrase is asked", async ({
    page,
  }) => {
    const [main] = app.fake.windows;
    if (!main) throw new Error("no window was made");
    const console = app.open(main);
    await console.call("vault.unlock", { secretId: await console.secret("unlock", app.home.passphrase) });
    const asked = console.call("model.remove", { modelId: "ab".repeat(16), sha256: "cd".repeat(32) });
    await expect(asked).rejects.toMatchObject({ code: "approval_required" });
    await expect.poll(() => app.fake.windows.length).toBe(2);
    const small = app.fake.windows.at(-1);
    if (!small) throw new Error("no approval window was made");

    await show(page, app, small, app.home.root);
    const deny = page.getByRole("button", { name: "Deny" });
    await expect(deny).toBeFocused();
    await expect(page.getByLabel("Passphrase")).toHaveCount(0);
    await page.keyboard.press("Enter");
    await expect.poll(() => small.destroyed).toBe(true);
    const { state } = await console.call("state.snapshot", {});
    expect(state.approvals.map((approval) => approval.state)).toEqual(["denied"]);
  });
});
