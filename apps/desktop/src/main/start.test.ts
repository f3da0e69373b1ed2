import type { Approval } from "@casemate/contract";
import type { MenuItemConstructorOptions } from "electron";
import { EventEmitter } from "node:events";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startDesktopApp, type DesktopApp, type PageClient } from "../../test/desktop-app.ts";
import { createFakeElectron, type FakeWindow } from "../../test/fake-electron.ts";
import { startDesktop } from "./start.ts";

const PASSPHRASE = "correct horse battery staple";
const MODEL = "ab".repeat(16);
const DIGEST = "cd".repeat(32);

beforeAll(() => {
  vi.stubEnv("CASEMATE_KDF", "minimum");
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const waiting = (approvals: readonly Approval[]): Approval[] =>
  approvals.filter(({ state }) => state === "pending");

describe("the desktop app", () => {
  let app: DesktopApp;
  let window: FakeWindow;
  let page: PageClient;
  const dropped = new File(["x"], "dropped.gguf");
  const madeByPage = new File(["x"], "made.gguf");

  beforeAll(async () => {
    app = await startDesktopApp();
    const [first] = app.fake.windows;
    if (!first) throw new Error("no window was made");
    window = first;
    const path = join(app.home.root, "..", "dropped.gguf");
    writeFileSync(path, "no model");
    page = app.open(window, new Map([[dropped, path]]));
    await page.call("vault.create", { secretId: await page.secret("create", PASSPHRASE) });
    await page.when("vault", ({ state }) => state === "unlocked");
  });
  afterAll(async () => {
    expect(await app.end()).toBe(0);
  });

  it("switches the sandbox on before Electron is ready, and keeps Chromium's files in the data directory", () => {
    const { calls, paths } = app.fake.app;
    expect([
      calls.slice(0, 4),
      paths.get("userData"),
      statSync(join(app.home.root, "desktop")).mode & 0o777,
    ]).toEqual([
      ["enableSandbox", "setName", "requestSingleInstanceLock", "whenReady"],
      join(app.home.root, "desktop"),
      0o700,
    ]);
  });

  it("shows its own document in a window", () => {
    expect([window.loaded, window.visible]).toEqual([["casemate://app/index.html"], true]);
  });

  it("says what it is", async () => {
    const { state } = await page.call("state.snapshot", {});
    expect([state.app.shell, state.vault.state]).toEqual(["desktop", "unlocked"]);
  });

  it("lets the command line attach", () => {
    expect(existsSync(join(app.home.root, "run", "casemate.sock"))).toBe(true);
  });

  it("takes a dropped file once", async () => {
    const token = await page.page.dropFile(dropped);
    const { jobId } = await page.call("model.importDropped", { tokens: [token] });
    await page.when("jobs", (jobs) => jobs.some(({ id, state }) => id === jobId && state !== "running"));
    await expect(page.call("model.importDropped", { tokens: [token] })).rejects.toMatchObject({
      code: "no_drop",
    });
  });

  it("takes no file that the page made, and no path from it", async () => {
    await expect(page.page.dropFile(madeByPage)).rejects.toThrow("not a file on this machine");
    await expect(page.call("model.import", { paths: ["/etc/passwd"] })).rejects.toMatchObject({
      code: "denied",
    });
  });

  it("goes on after the page was loaded again", async () => {
    const again = app.open(window);
    const { state } = await again.call("state.snapshot", {});
    page = app.open(window, new Map([[dropped, join(app.home.root, "..", "dropped.gguf")]]));
    expect(state.vault.state).toBe("unlocked");
  });

  it("loads a page whose process ended again, at most three times a minute", async () => {
    window.webContents.emit("render-process-gone", {}, { reason: "crashed" });
    page = app.open(window);
    const { state } = await page.call("state.snapshot", {});
    expect([window.loaded.length, state.vault.state]).toEqual([2, "unlocked"]);
  });

  it("comes to the front when it is started a second time", () => {
    app.fake.app.emit("second-instance");
    expect(window.calls).toContain("focus");
  });

  describe("asked for something dangerous", () => {
    const ask = (modelId: string): Promise<unknown> =>
      page.call("model.remove", { modelId, sha256: DIGEST }).then(
        () => "done",
        (error: unknown) => (error as { code: string }).code,
      );
    const opened = (from: number): FakeWindow[] => app.fake.windows.slice(from);

    it("opens a window of its own that denies, and closes when it was answered", async () => {
      const before = app.fake.windows.length;
      const code = await ask(MODEL);
      const [approval] = waiting(
        await page.when("approvals", (approvals) => waiting(approvals).length === 1),
      );
      const [small] = opened(before);
      if (!approval || !small) throw new Error("no approval window was opened");
      const client = app.open(small);
      const shown = await client.call("approvals.show", { id: approval.id });
      void client.call("approvals.deny", { id: approval.id }); // its window is gone before the answer comes
      const [ended] = await page.when("approvals", ([first]) => first?.state === "denied");
      expect([code, small.loaded, shown.call, small.destroyed, ended?.state]).toEqual([
        "approval_required",
        [`casemate-approval://app/approve.html#${approval.id}`],
        "model.remove",
        true,
        "denied",
      ]);
    });

    it("stays pending when the window is closed, shows the next one, and comes back when asked for", async () => {
      const before = app.fake.windows.length;
      await ask("01".repeat(16));
      await ask("02".repeat(16));
      const pending = waiting(await page.when("approvals", (approvals) => waiting(approvals).length === 2));
      const one = opened(before).map(({ loaded }) => loaded[0]);
      opened(before)[0]?.destroy();
      const two = opened(before).map(({ loaded }) => loaded[0]);
      opened(before)[1]?.destroy();
      const still = waiting((await page.call("state.snapshot", {})).state.approvals);
      window.webContents.openHandler?.({
        url: `casemate-approval://app/approve.html#${pending[1]?.id ?? ""}`,
      });
      const urls = pending.map(({ id }) => `casemate-approval://app/approve.html#${id}`);
      expect([one, two, still.length, opened(before).map(({ loaded }) => loaded[0])]).toEqual([
        [urls[0]],
        urls,
        2,
        [...urls, urls[1]],
      ]);
    });

    it("cannot be answered by the console's page without the passphrase, nor for another request in this window", async () => {
      const small = app.fake.windows.at(-1);
      const pending = waiting((await page.call("state.snapshot", {})).state.approvals);
      const [other, mine] = pending;
      if (!small || !other || !mine) throw new Error("two requests should wait");
      const client = app.open(small);
      await expect(page.call("approvals.grant", { id: mine.id, secretId: null })).rejects.toMatchObject({
        code: "passphrase_needed",
      });
      void client.call("approvals.deny", { id: other.id });
      void client.call("vault.lock", {}).catch(() => undefined);
      void client.call("approvals.deny", { id: mine.id });
      await page.when("approvals", (approvals) => waiting(approvals).every(({ id }) => id !== mine.id));
      const { state } = await page.call("state.snapshot", {});
      expect([waiting(state.approvals).map(({ id }) => id), state.vault.state]).toEqual([
        [other.id],
        "unlocked",
      ]);
      await page.call("approvals.deny", { id: other.id });
    });

    it("is done when the window says so, without the passphrase", async () => {
      await ask("03".repeat(16));
      const [approval] = waiting(
        await page.when("approvals", (approvals) => waiting(approvals).length === 1),
      );
      const small = app.fake.windows.at(-1);
      if (!approval || !small) throw new Error("no approval window was opened");
      const client = app.open(small);
      // There is no such model: the grant is accepted, the call itself then fails, and its window stays to say so.
      await expect(client.call("approvals.grant", { id: approval.id, secretId: null })).rejects.toMatchObject(
        { code: "not_found" },
      );
      const ended = (await page.call("state.snapshot", {})).state.approvals.find(
        ({ id }) => id === approval.id,
      );
      expect([ended?.state, small.destroyed]).toEqual(["failed", false]);
      small.destroy();
    });
  });

  it("saves a forensic bundle where the dialog says, and tells the page neither name nor path", async () => {
    const exportId = "ab".repeat(16);
    const asked = page
      .call("forensic.export", { exportId })
      .catch((error: unknown) => (error as { code: string }).code);
    const [approval] = waiting(await page.when("approvals", (approvals) => waiting(approvals).length === 1));
    const small = app.fake.windows.at(-1);
    if (!approval || !small) throw new Error("no approval window was opened");
    // Its window goes with the answer, so that may not reach it.
    void app
      .open(small)
      .call("approvals.grant", { id: approval.id, secretId: null })
      .catch(() => undefined);
    await page.when(
      "approvals",
      (approvals) => approvals.find(({ id }) => id === approval.id)?.outcome === "Done.",
    );
    const { bytes } = await page.call("forensic.made", { exportId });
    const { ticket } = await page.call("forensic.ticket", { exportId });
    const path = join(app.home.root, "..", "bundle.tar");
    app.fake.dialogs.saveTo = path;
    const saved = await page.page.saveBundle(ticket);
    const again = await page.page.saveBundle(ticket).catch(String);
    app.fake.dialogs.saveTo = null;
    const left = await page.page.saveBundle((await page.call("forensic.ticket", { exportId })).ticket);
    expect([await asked, saved, statSync(path).size, statSync(path).mode & 0o777, again, left]).toEqual([
      "approval_required",
      true,
      bytes,
      0o600,
      expect.stringContaining("not there any more"),
      false,
    ]);
  });

  it("locks when the machine goes to sleep, and says so in the tray", async () => {
    const before = app.fake.tray[0]?.tip;
    app.fake.power.emit("suspend");
    const vault = await page.when("vault", ({ state, lockVerified }) => state === "locked" && lockVerified);
    expect([before, vault.lockVerified, app.fake.tray[0]?.tip]).toEqual([
      "Casemate · Unlocked",
      true,
      "Casemate · Locked",
    ]);
  });

  it("panics from the tray, and by a key in every program once a person has switched that on", async () => {
    const item = (label: RegExp): MenuItemConstructorOptions | undefined =>
      app.fake.tray[0]?.menu.find((one) => label.test(one.label ?? ""));
    const click = (label: RegExp): void => {
      (item(label)?.click as (() => void) | undefined)?.();
    };
    const unlock = async (): Promise<void> => {
      await page.call("vault.unlock", { secretId: await page.secret("unlock", PASSPHRASE) });
    };
    const panicked = async (before: string | undefined): Promise<string | undefined> =>
      (await page.when("panic", ({ state, last }) => state === "idle" && last !== null && last.id !== before))
        .last?.id;
    await unlock();
    click(/^Panic: lock all/);
    const first = await panicked(undefined);
    const none = app.fake.keys.size;
    app.fake.keys.taken = true;
    click(/^Panic key/);
    const taken = item(/^Panic key/);
    app.fake.keys.taken = false;
    click(/^Panic key/);
    const on = item(/^Panic key/);
    await unlock();
    [...app.fake.keys.values()].forEach((press) => {
      press();
    });
    const second = await panicked(first);
    click(/^Panic key/);
    expect([
      none,
      [taken?.checked, taken?.label],
      on?.checked,
      second !== first,
      app.fake.keys.size,
      item(/^Panic key/)?.checked,
    ]).toEqual([0, [false, "Panic key Ctrl/⌘ Alt Shift P: another program has it"], true, true, 0, false]);
  });

  it("closes in order: the page is told, the vault is locked, nothing of the run is left", async () => {
    await page.call("vault.unlock", { secretId: await page.secret("unlock", PASSPHRASE) });
    const closed = new Promise<void>((resolve) => {
      page.page.onClose(resolve);
    });
    app.fake.app.quit();
    const code = await app.fake.app.exited;
    await closed;
    expect([
      code,
      window.visible,
      readdirSync(join(app.home.root, "run")),
      app.fake.tray[0]?.destroyed,
    ]).toEqual([0, false, [], true]);
  });
});

describe("a start that must not go on", () => {
  it("ends when Casemate runs already on this data directory", async () => {
    const first = await startDesktopApp();
    const fake = createFakeElectron();
    fake.app.first = false;
    const env = { CASEMATE_HOME: first.home.root };
    const answer = await startDesktop(fake.parts, {
      env,
      failures: new EventEmitter(),
      here: "/nowhere",
      resourcesPath: "/nowhere",
      platform: "linux",
      arch: "x64",
    });
    expect([answer, fake.app.exitCode, fake.windows, await first.end()]).toEqual([null, 0, [], 0]);
  });

  it("says why when the data directory is impossible", async () => {
    const fake = createFakeElectron();
    const answer = await startDesktop(fake.parts, {
      env: { CASEMATE_HOME: "relative" },
      failures: new EventEmitter(),
      here: "/nowhere",
      resourcesPath: "/nowhere",
      platform: "linux",
      arch: "x64",
    });
    expect([answer, fake.app.exitCode, fake.dialogs.errors]).toEqual([
      null,
      1,
      [["Casemate cannot start", "CASEMATE_HOME must be an absolute path."]],
    ]);
  });

  it("refuses switches that undo a protection when packaged", async () => {
    const fake = createFakeElectron();
    fake.app.isPackaged = true;
    fake.app.present.add("remote-debugging-port");
    const answer = await startDesktop(fake.parts, {
      env: {},
      failures: new EventEmitter(),
      here: "/nowhere",
      resourcesPath: "/nowhere",
      platform: "linux",
      arch: "x64",
    });
    expect([answer, fake.app.exitCode, fake.app.calls, fake.dialogs.errors[0]?.[1]]).toEqual([
      null,
      1,
      [],
      "Casemate was started with --remote-debugging-port, and any program on this machine could drive the window. Start it without that.",
    ]);
  });
});
