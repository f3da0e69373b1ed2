import type { GpuAnswer } from "@casemate/contract";
import { repositoryRoot } from "@casemate/testkit";
import { chromium, expect, test, type Browser, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import { startDesktopApp, type DesktopApp, type PageClient } from "../../apps/desktop/test/desktop-app.ts";
import type { FakeWindow } from "../../apps/desktop/test/fake-electron.ts";
import { load, show } from "./show-window.ts";

/**
 * The desktop's hidden window with its page in real Chromium: the built page and preload, the shell's relay, session and policy, the supervisor, and the real
 * child that judges. Only Electron is the twin. Chromium gets --enable-unsafe-webgpu here, which the shell does not set: without it there is no adapter on a
 * machine without a card.
 */
const executablePath = process.env["CASEMATE_BROWSER"] ?? "/usr/bin/chromium";
const COMPUTE = "casemate-compute://app/compute.html";

/** In the page: what the context bridge makes of the two functions. `change`: what a page does that was taken over. */
const bridgeScript = (change: string): string => `(() => {
  const listeners = [];
  const change = ${change};
  window.__ask = (text) => listeners.forEach((listener) => listener(text));
  window.casemateOnAsk = (listener) => void listeners.push(listener);
  window.casemateAnswer = (text) => void window.__said(change(text));
})()`;
const HONEST = "(text) => text";
/** Turns one bit of the first words that it answers with. */
const FLIPS = `(text) => {
  const said = JSON.parse(text);
  if (typeof said.result !== "string" || said.result === "") return text;
  const bytes = Uint8Array.from(atob(said.result), (one) => one.charCodeAt(0));
  bytes[0] ^= 1;
  let out = "";
  for (const byte of bytes) out += String.fromCharCode(byte);
  return JSON.stringify({ ...said, result: btoa(out) });
}`;

/** What the built preload puts into its page, by name. */
function preloaded(app: DesktopApp, window: FakeWindow): Record<string, (given: unknown) => void> {
  const put: Record<string, (given: unknown) => void> = {};
  const electron = {
    ipcRenderer: app.fake.renderer(window),
    contextBridge: {
      exposeInMainWorld: (name: string, api: (given: unknown) => void) => {
        put[name] = api;
      },
    },
  };
  const code = readFileSync(join(repositoryRoot, "dist", "desktop", "compute-preload.cjs"), "utf8");
  const run = compileFunction(code, ["require"]) as (require: (name: string) => unknown) => void;
  run((name) => (name === "electron" ? electron : null));
  return put;
}

async function compute(page: Page, app: DesktopApp, window: FakeWindow, change: string): Promise<string[]> {
  const put = preloaded(app, window);
  expect(Object.keys(put).sort()).toEqual(["casemateAnswer", "casemateOnAsk"]);
  await page.exposeFunction("__said", (text: unknown) => put["casemateAnswer"]?.(text));
  put["casemateOnAsk"]?.((text: string) => {
    void page.evaluate(`window.__ask(${JSON.stringify(text)})`).catch(() => undefined);
  });
  await page.addInitScript(bridgeScript(change));
  return load(page, app, window);
}

test.describe("the page that computes, in the desktop's hidden window", () => {
  test.describe.configure({ mode: "serial" });
  let app: DesktopApp;
  let browser: Browser;
  let client: PageClient;

  test.beforeAll(async () => {
    process.env["CASEMATE_KDF"] = "minimum";
    app = await startDesktopApp({ pages: "built", hiddenWindow: true });
    const [main] = app.fake.windows;
    if (!main) throw new Error("no window was made");
    client = app.open(main);
    const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    browser = await chromium.launch({ executablePath, args: [...asRoot, "--enable-unsafe-webgpu"] });
  });
  test.afterAll(async () => {
    await browser.close();
    expect(await app.end()).toBe(0);
  });

  const hidden = (): FakeWindow[] => app.fake.windows.filter(({ loaded }) => loaded[0] === COMPUTE);
  /** Has the page compute in the hidden window that opens. Answers what it complained about, and what it asked for in vain. */
  const computeIn = async (at: number, change: string, ended: Promise<unknown>): Promise<string[]> => {
    await expect.poll(() => hidden().length).toBe(at + 1);
    const window = hidden()[at];
    if (!window) throw new Error("no hidden window was made");
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    const refused = await compute(page, app, window, change);
    await ended;
    await page.close();
    return [...problems, ...refused];
  };
  const run = async (
    change: string,
  ): Promise<{ answer: GpuAnswer; problems: string[]; window: FakeWindow | undefined }> => {
    const at = hidden().length;
    const asked = client.call("gpu.knownAnswer", { depth: "quick" });
    const problems = await computeIn(at, change, asked);
    return { answer: await asked, problems, window: hidden()[at] };
  };

  test("is asked for by the console's page, which then says where it was", async () => {
    await client.call("vault.create", { secretId: await client.secret("create", app.home.passphrase) });
    await client.when("vault", ({ state }) => state === "unlocked");
    const [main] = app.fake.windows;
    if (!main) throw new Error("no window was made");
    const page = await browser.newPage();
    await show(page, app, main, app.home.root);
    await page
      .getByRole("navigation")
      .getByRole("link", { name: /^Machine/ })
      .click();
    await page.getByRole("link", { name: "Look closer" }).click();
    await page.getByRole("button", { name: "Check now" }).click();
    const part = page.getByRole("region", { name: "Known answers of the accelerator" });
    await expect(part).toContainText("Nobody has had the accelerator compute");
    const at = hidden().length;
    await part.getByRole("button", { name: /^Quick test/ }).click();
    const told = expect(part).toContainText("Computed in Casemate's own hidden window.");
    expect(await computeIn(at, HONEST, told)).toEqual([]);
    await page.close();
    client = app.open(main);
  });

  test("is right, asks for nothing but itself, keeps its policy, and its window is gone", async () => {
    const { answer, problems, window } = await run(HONEST);
    const { state, why, where, browser: none, products, memory } = answer;
    expect([
      [state, why, where, none],
      products.done === products.planned && memory.covered === memory.wanted,
      [products.wrong, memory.wrongBlocks],
      problems,
      [window?.destroyed, window?.visible],
    ]).toEqual([["right", null, "window", null], true, [0, 0], [], [true, false]]);
  });

  test("is wrong when the page turns one bit of what the card computed", async () => {
    const { answer, window } = await run(FLIPS);
    expect([answer.state, answer.where, answer.products.wrong, window?.destroyed]).toEqual([
      "wrong",
      "window",
      answer.products.planned,
      true,
    ]);
  });
});
