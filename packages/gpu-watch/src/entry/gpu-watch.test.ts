import { connect, processPort } from "@casemate/contract";
import { fork } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NOT_CHECKED } from "../common/detection.ts";
import { gpuContract } from "../common/gpu-contract.ts";
import { askTools } from "../node/run.ts";
import { cleanEnv } from "../node/clean-env.ts";

describe("the gpu-watch child", () => {
  it("answers on this machine, whatever it has", async () => {
    const child = fork(join(import.meta.dirname, "../../../../dist/services/gpu-watch.mjs"), {
      env: {},
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const port = processPort({
      send: (message) => child.send(message),
      on: (event, listener) => child.on(event, listener),
    });
    const client = connect(gpuContract, port);
    const [first, second] = await Promise.all([client.call("gpu.detect", {}), client.call("gpu.detect", {})]);
    const ended = new Promise((resolve) =>
      child.once("exit", (code) => {
        resolve(code);
      }),
    );
    child.disconnect();
    expect([first.note.endsWith(NOT_CHECKED), second, await ended]).toEqual([true, first, 0]);
  });

  it("looks, computes its known answers, and says what that cost", async () => {
    const child = fork(join(import.meta.dirname, "../../../../dist/services/gpu-watch.mjs"), {
      env: {},
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const port = processPort({
      send: (message) => child.send(message),
      on: (event, listener) => child.on(event, listener),
    });
    const client = connect(gpuContract, port);
    const [full, light] = await Promise.all([
      client.call("gpu.look", { depth: "full" }),
      client.call("gpu.look", { depth: "light" }),
    ]);
    child.disconnect();
    expect([full.cpu.wrong, light.cpu.wrong, full.cpu.seed === light.cpu.seed, full.cpuMs > 0]).toEqual([
      0,
      0,
      false,
      true,
    ]);
    expect(light.look.cards?.length).toBe(full.look.cards?.length);
  });

  it.each([
    ["never answers", "setInterval(() => undefined, 1000);"],
    ["waits synchronously for a program that hangs", "require('node:child_process').execSync('sleep 600');"],
    ["ends at once", "process.exit(3);"],
    ["cannot be started", null],
    ["answers nonsense", "process.send(7);"],
  ])("takes a probe that %s for no answer", async (_name, source) => {
    const folder = mkdtempSync(join(tmpdir(), "casemate-probe-"));
    const file = join(folder, "probe.cjs");
    if (source !== null) writeFileSync(file, source);
    const found = await askTools(file, 500);
    rmSync(folder, { recursive: true });
    expect(found).toBeNull();
  });

  it("gives tools a fixed path and nothing of the user's", () => {
    expect([
      cleanEnv({ PATH: "/home/me/bin", HOME: "/home/me", SECRET: "x" }, "linux"),
      Object.keys(cleanEnv({ SystemRoot: "C:\\Windows", SECRET: "x" }, "win32")),
    ]).toEqual([{ PATH: "/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C" }, ["SystemRoot", "PATH"]]);
  });

  it("uses one function of systeminformation, in one file", () => {
    const source = join(import.meta.dirname, "..");
    const uses = readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .flatMap((name) =>
        readFileSync(join(source, name), "utf8")
          .split("\n")
          .filter((text) => /["']systeminformation["']/.test(text))
          .map((text) => [name, text]),
      );
    expect(uses).toEqual([[join("entry", "gpu-watch.ts"), 'import { graphics } from "systeminformation";']]);
  });
});
