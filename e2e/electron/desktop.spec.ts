import { createTestHome, repositoryRoot, type TestHome } from "@casemate/testkit";
import { _electron, expect, test, type ElectronApplication, type Page } from "@playwright/test";
import { join } from "node:path";
import { electronBinary } from "./electron-binary.ts";

/**
 * The real desktop app in real Electron. Needs a screen (or Xvfb) and Electron's binary; elsewhere it is skipped by name. Electron takes no
 * --no-sandbox from us, so it cannot run as root.
 */
const binary = electronBinary();
const asRoot = process.getuid?.() === 0;

test.describe("the desktop app (needs real Electron)", () => {
  const cannot = "Electron's binary is not here, or this is root, whom Chromium refuses its sandbox";
  test.skip(binary === null || asRoot, cannot);
  test.describe.configure({ mode: "serial" });

  let home: TestHome;
  let app: ElectronApplication;
  let page: Page;

  test.beforeAll(async () => {
    home = createTestHome();
    app = await launch(home);
    page = await app.firstWindow();
  });
  test.afterAll(async () => {
    await app.close();
    home.remove();
  });

  test("shows the console's own document", async () => {
    await expect(page).toHaveTitle(/Casemate/);
    expect(page.url()).toMatch(/^casemate:\/\/app\/index\.html/);
    await expect(page.locator("#root")).not.toBeEmpty();
  });

  test("gives the page one object and nothing of Node or Electron", async () => {
    const seen = await page.evaluate(`({
      bridge: Object.keys(window.casemate).sort(),
      node: ["require", "process", "module", "Buffer", "global"].filter((name) => name in window),
    })`);
    expect(seen).toEqual({
      bridge: [
        "clearSecret",
        "copySecret",
        "dropFile",
        "onClose",
        "onMessage",
        "saveBundle",
        "send",
        "sendSecret",
      ],
      node: [],
    });
  });

  test("runs the page in a sandbox with the written preferences", async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as
        { getLastWebPreferences(): Record<string, unknown> } | undefined;
      const all = contents?.getLastWebPreferences() ?? {};
      const names = [
        "sandbox",
        "contextIsolation",
        "nodeIntegration",
        "webSecurity",
        "webviewTag",
        "experimentalFeatures",
      ];
      return Object.fromEntries(names.map((name) => [name, all[name]]));
    });
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      experimentalFeatures: false,
    });
  });

  test("reaches no network, opens no window, goes nowhere", async () => {
    const tried = await page.evaluate(`(async () => ({
      fetched: await fetch("https://example.org/").then(() => "fetched", () => "refused"),
      opened: window.open("https://example.org/") === null,
    }))()`);
    await page.evaluate('location.href = "https://example.org/"');
    expect([tried, page.url().startsWith("casemate://app/index.html"), app.windows().length]).toEqual([
      { fetched: "refused", opened: true },
      true,
      1,
    ]);
  });

  test("refuses every permission", async () => {
    const states = await page.evaluate<string[]>(`Promise.all(
      ["geolocation", "notifications", "camera", "microphone", "clipboard-read"].map(async (name) =>
        (await navigator.permissions.query({ name })).state),
    )`);
    expect(new Set(states)).toEqual(new Set(["denied"]));
  });

  test("has a card compute in a window that is never shown, says so, and leaves no window", async () => {
    // Written down in the main process while it lives: without a card the window is gone within moments.
    await app.evaluate(({ app: main, BrowserWindow }) => {
      main.once("web-contents-created", (_event, contents) => {
        contents.once("did-navigate", (_navigated, address) => {
          const { backgroundThrottling } = contents;
          const { sandbox, contextIsolation, nodeIntegration } = (
            contents as unknown as { getLastWebPreferences(): Record<string, unknown> }
          ).getLastWebPreferences();
          const visible = BrowserWindow.fromWebContents(contents)?.isVisible();
          const kept = { address, visible, sandbox, contextIsolation, nodeIntegration, backgroundThrottling };
          Object.assign(globalThis, { hiddenWindowSeen: kept });
        });
      });
    });
    const { where, state, why, on } = await page.evaluate<
      Record<"where" | "state" | "why" | "on", string | null>
    >(
      `new Promise((resolve) => {
        const id = 2 ** 31; // far from the numbers of the page's own calls
        window.casemate.onMessage((message) => {
          if (message.id === id) resolve(message.output ?? { state: message.code });
        });
        window.casemate.send({ t: "call", id, name: "gpu.knownAnswer", input: { depth: "quick" } });
      })`,
    );
    const seen = await app.evaluate(
      () => (globalThis as unknown as { hiddenWindowSeen: unknown }).hiddenWindowSeen,
    );
    await expect.poll(() => app.windows().length).toBe(1);
    expect([seen, where]).toEqual([
      {
        address: "casemate-compute://app/compute.html",
        visible: false,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        backgroundThrottling: false,
      },
      "window",
    ]);
    // No flag is set, so there is an adapter for cards of Chromium's list only (docs/decisions/0016-webgpu.md). Nothing but a right answer is right.
    if (on === null) expect([state, why]).toEqual(["unknown", expect.stringContaining("hidden window")]);
    else expect(state).toBe("right");
  });

  test("starts only once on one data directory", async () => {
    const second = await launch(home).catch(() => null);
    await second?.waitForEvent("close").catch(() => undefined);
    expect(app.windows()).toHaveLength(1);
  });
});

function launch(home: TestHome): Promise<ElectronApplication> {
  const { PATH, HOME, DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR, XAUTHORITY } = process.env;
  const screen = { PATH, HOME, DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR, XAUTHORITY };
  const env = {
    ...screen,
    CASEMATE_HOME: home.root,
    CASEMATE_KDF: "minimum",
    CASEMATE_DEBUG: "1",
    CASEMATE_COMPUTE_IN: "window",
  };
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return _electron.launch({
    executablePath: binary ?? "",
    args: [join(repositoryRoot, "dist", "desktop", "main.mjs")],
    env: Object.fromEntries(given),
  });
}
