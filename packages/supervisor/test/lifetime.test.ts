import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { findTools } from "../src/node/confinement/tools.ts";
import { processIsGone } from "../src/node/hosts/process-gone.ts";
import { bundleProbes, root } from "./bundle-probes.ts";

const hasBox = findTools(undefined).bwrap !== null;
const MODULES = join(root, "node_modules");

let services = "";
beforeAll(async () => {
  services = await bundleProbes("attempts", "echo");
});
afterAll(() => {
  rmSync(services, { recursive: true, force: true });
});

describe.skipIf(!hasBox)("a supervisor that is killed (needs bubblewrap)", () => {
  it("takes its services with it", async () => {
    const driver: ChildProcess = spawn(
      process.execPath,
      [join(import.meta.dirname, "orphan-driver.ts"), services, MODULES],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const line = await new Promise<string>((resolve) =>
      driver.stdout?.setEncoding("utf8").once("data", resolve),
    );
    const pids = JSON.parse(line) as number[];
    expect(pids.map(processIsGone)).toEqual([false, false, false]);
    driver.kill("SIGKILL");
    await vi.waitFor(
      () => {
        expect(pids.map(processIsGone)).toEqual([true, true, true]);
      },
      { timeout: 20_000 },
    );
  });
});

describe.skipIf(!hasBox)("descriptors that the supervisor was started with (needs bubblewrap)", () => {
  it("do not reach its services", () => {
    // As a person does with --passphrase-fd 20. Node by itself would hand that number on to every child.
    const secret = openSync("/dev/zero", "r");
    const stdio = Array.from({ length: 21 }, (_, fd) =>
      fd === 20 ? secret : fd === 1 || fd === 2 ? "pipe" : "ignore",
    );
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, "strays-driver.ts"), services, MODULES],
      { encoding: "utf8", stdio },
    );
    closeSync(secret);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({ plain: "/dev/null", "runtime-box": "/dev/null" });
  });
});
