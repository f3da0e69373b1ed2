import type { GpuAnswer } from "@casemate/contract";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runCasemate } from "@casemate/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startDesktopApp, type DesktopApp, type PageClient } from "../../test/desktop-app.ts";
import type { FakeWindow } from "../../test/fake-electron.ts";
import type { ComputeBridge } from "../preload/compute-bridge.ts";

const COMPUTE = "casemate-compute://app/compute.html";
const READY = '"ready"';

/** The whole shell with its real children; only Electron is the twin, and these tests are the hidden page. */
describe("a known-answer test in the desktop's hidden window", () => {
  let app: DesktopApp;
  let page: PageClient;
  let ended: number | null = null;

  beforeAll(async () => {
    vi.stubEnv("CASEMATE_KDF", "minimum");
    app = await startDesktopApp({ hiddenWindow: true });
    const [first] = app.fake.windows;
    if (!first) throw new Error("no window was made");
    page = app.open(first);
  });
  afterEach(() => {
    expect(hidden().filter(({ destroyed }) => !destroyed)).toEqual([]);
  });
  afterAll(async () => {
    const code = ended ?? (await app.end());
    vi.unstubAllEnvs();
    expect(code).toBe(0);
  });

  const hidden = (): FakeWindow[] => app.fake.windows.filter(({ loaded }) => loaded[0] === COMPUTE);
  /** The hidden window number `at`, from 0 on, as soon as there is one. */
  const appeared = async (at: number): Promise<{ window: FakeWindow; bridge: ComputeBridge }> => {
    while (hidden().length === at) await new Promise(setImmediate);
    const window = hidden()[at];
    if (!window) throw new Error("no hidden window was made");
    return { window, bridge: app.fake.computePage(window) };
  };
  const begin = async (): Promise<{ asked: Promise<unknown>; window: FakeWindow; bridge: ComputeBridge }> => {
    const at = hidden().length;
    const asked = page
      .call("gpu.knownAnswer", { depth: "quick" })
      .catch((error: unknown) => (error as { code: string }).code);
    return { asked, ...(await appeared(at)) };
  };
  /** Answers once the page was asked for the first time. */
  const asking = (bridge: ComputeBridge): Promise<string> =>
    new Promise((resolve) => {
      bridge.onAsk(resolve);
      bridge.answer(READY);
    });
  /** The child that judges, as the system's list of processes has it. */
  const child = (): number[] =>
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${String(pid)}/cmdline`, "utf8").includes(
            join(app.checkout, "dist", "services", "gpu-compute.mjs"),
          );
        } catch {
          return false;
        }
      });

  it("never believes the page, tells the person where it was, and leaves no window", async () => {
    const { asked, window, bridge } = await begin();
    await asking(bridge);
    const shown = window.visible;
    bridge.answer('{"state":"right"}');
    const answer = (await asked) as GpuAnswer;
    expect([answer.state, answer.where, answer.why, shown, window.destroyed]).toEqual([
      "unknown",
      "window",
      "The page answered something that was not asked.",
      false,
      true,
    ]);
  });

  it("survives a page that crashes, a window that is closed and a page that floods, one after another", async () => {
    const ways: ((window: FakeWindow, bridge: ComputeBridge) => void)[] = [
      (window) => {
        window.webContents.emit("render-process-gone", {}, { reason: "oom" });
      },
      (window) => {
        window.destroy();
      },
      (_window, bridge) => {
        for (let at = 0; at < 100; at++) bridge.answer(READY);
      },
    ];
    const before = hidden().length;
    const came: unknown[] = [];
    for (const way of ways) {
      const { asked, window, bridge } = await begin();
      await asking(bridge);
      way(window, bridge);
      const { state, why } = (await asked) as GpuAnswer;
      came.push([state, why === null, window.destroyed]);
    }
    expect([came, hidden().length - before]).toEqual([Array(3).fill(["unknown", false, true]), 3]);
  });

  it("is begun by the command line too, which says where it was computed", async () => {
    const at = hidden().length;
    const command = runCasemate(app.home, ["gpu", "check", "--quick"]);
    const { window, bridge } = await appeared(at);
    await asking(bridge);
    bridge.answer("{");
    const { stdout } = await command;
    expect([stdout.includes("Computed in Casemate's own hidden window."), window.destroyed]).toEqual([
      true,
      true,
    ]);
  });

  it("is stopped by the person, and refuses a second one meanwhile", async () => {
    const { asked, window, bridge } = await begin();
    await asking(bridge);
    const windows = hidden().length;
    const second = await page
      .call("gpu.knownAnswer", { depth: "deep" })
      .catch((error: unknown) => (error as { code: string }).code);
    await page.call("gpu.stopKnownAnswer", {});
    expect([second, await asked, window.destroyed, hidden().length]).toEqual([
      "busy",
      "cancelled",
      true,
      windows,
    ]);
  });

  it.skipIf(process.platform !== "linux")("ends with a child that is killed", async () => {
    const { asked, window, bridge } = await begin();
    await asking(bridge);
    for (const pid of child()) process.kill(pid, "SIGKILL");
    expect([await asked, window.destroyed]).toEqual(["service_unavailable", true]);
  });

  it("is over when Casemate quits in the middle: no window, no child", async () => {
    const { window, bridge } = await begin();
    await asking(bridge);
    ended = await app.end();
    expect([ended, window.destroyed, child()]).toEqual([0, true, []]);
  });
});
