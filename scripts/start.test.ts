import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createToyCheckout, type ToyCheckout } from "./test/toy-checkout.ts";

let toy: ToyCheckout;

/** A stand-in for Electron's executable: says what it was started with. */
const electron = `#!/bin/sh\nfor arg in "$@"; do printf '%s\\n' "$arg"; done\nexit 5\n`;

beforeAll(() => {
  toy = createToyCheckout();
  toy.put("apps/desktop/src/main/main.ts", 'import { app } from "electron"; console.log(app);');
  toy.put(
    "apps/desktop/src/preload/preload.ts",
    'import { contextBridge } from "electron"; console.log(contextBridge);',
  );
  toy.put("electron/electron", electron);
  chmodSync(join(toy.folder, "electron", "electron"), 0o755);
});

afterAll(() => {
  toy.remove();
});

const withScreen = { DISPLAY: ":0", WAYLAND_DISPLAY: "" };

describe.skipIf(process.platform === "win32")("npm start (needs a POSIX shell)", () => {
  test("opens the desktop app where Electron is, with the other arguments, and ends as it does", async () => {
    const env = { ...withScreen, ELECTRON_OVERRIDE_DIST_PATH: join(toy.folder, "electron") };
    const { code, out } = await toy.run("scripts/start.mjs", ["--port", "1"], { env }).done;
    const main = join(toy.folder, "dist", "desktop", "main.mjs");
    expect({ code, out: out.trim().split("\n") }).toEqual({ code: 5, out: [main, "--port", "1"] });
  });

  test("without Electron serves the same console and opens it, and does not try to get Electron again", async () => {
    const env = { ...withScreen, ELECTRON_OVERRIDE_DIST_PATH: undefined };
    const first = await toy.run("scripts/start.mjs", ["--port", "1"], { env }).done;
    const second = await toy.run("scripts/start.mjs", [], { env }).done;
    expect([first, second].map(({ code, out }) => ({ code, ...(JSON.parse(out) as object) }))).toEqual([
      { code: 0, what: "serve", args: ["--open", "--port", "1"], node: "26" },
      { code: 0, what: "serve", args: ["--open"], node: "26" },
    ]);
    expect([first, second].map(({ err }) => err.includes("downloading Electron"))).toEqual([true, false]);
  });

  test("--headless serves without opening, even where Electron is", async () => {
    const env = { ...withScreen, ELECTRON_OVERRIDE_DIST_PATH: join(toy.folder, "electron") };
    const { out } = await toy.run("scripts/start.mjs", ["--headless", "--port", "1"], { env }).done;
    expect(JSON.parse(out)).toEqual({ what: "serve", args: ["--port", "1"], node: "26" });
  });

  test("without a screen serves without asking for Electron", async () => {
    const env = {
      DISPLAY: "",
      WAYLAND_DISPLAY: "",
      ELECTRON_OVERRIDE_DIST_PATH: join(toy.folder, "electron"),
    };
    const { out, err } = await toy.run("scripts/start.mjs", [], { env }).done;
    const expected = process.platform === "linux" ? { what: "serve", args: ["--open"], node: "26" } : null;
    if (expected !== null) expect({ ...(JSON.parse(out) as object), err }).toEqual({ ...expected, err: "" });
  });
});
