import { RpcError } from "@casemate/contract";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { findTools } from "../src/node/confinement/tools.ts";
import { processIsGone } from "../src/node/hosts/process-gone.ts";
import type { ServiceHandle } from "../src/node/hosts/service-types.ts";
import { createSpawner, type Spawner, type SpawnerOptions } from "../src/node/hosts/spawn-service.ts";
import { bundleProbes, root } from "./bundle-probes.ts";

const hasBox = findTools(undefined).bwrap !== null;
const linux = process.platform === "linux";
const MODULES = join(root, "node_modules");

let services = "";
let model = "";
const spawners: Spawner[] = [];
beforeAll(async () => {
  services = await bundleProbes("attempts", "echo");
  model = join(services, "model");
  writeFileSync(model, "GGUF");
});
afterEach(async () => {
  for (const spawner of spawners.splice(0)) await spawner.endAll(null);
});
afterAll(() => {
  rmSync(services, { recursive: true, force: true });
});

function spawner(options: Partial<SpawnerOptions> = {}): Spawner {
  const made = createSpawner({
    node: process.execPath,
    servicesDir: services,
    manifest: null,
    nodeModules: MODULES,
    ...options,
  });
  spawners.push(made);
  return made;
}

async function ask(handle: ServiceHandle, message: unknown): Promise<unknown> {
  return await Promise.race([
    new Promise((resolve) => {
      handle.port.onMessage(resolve);
      handle.port.send(message);
    }),
    handle.exited,
  ]);
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  return error instanceof RpcError ? error.code : `not refused: ${String(error)}`;
}

describe.each([
  { host: "plain" as const, skip: false },
  { host: "parser-box" as const, skip: !hasBox },
  { host: "runtime-box" as const, skip: !hasBox },
])("a service on host $host", ({ host, skip }) => {
  it.skipIf(skip)("gets descriptors, an environment of its own and nothing else", async () => {
    process.env["CASEMATE_TEST_LEAK"] = "secret";
    const fd = openSync(model, "r");
    const handle = await spawner().spawn({
      id: "echo",
      host,
      fds: [fd],
      env: { CASEMATE_HOME: "/somewhere" },
    });
    closeSync(fd);
    const expected = host === "plain" ? ["CASEMATE_HOME"] : ["CASEMATE_HOME", "HOME", "PWD"];
    expect(await ask(handle, { hello: "Grüße" })).toEqual({
      message: { hello: "Grüße" },
      handed: "GGUF",
      environment: expected,
      arguments: [],
    });
    delete process.env["CASEMATE_TEST_LEAK"];
  });

  it.skipIf(skip)("is gone after kill, even when it spins", async () => {
    const handle = await spawner().spawn({ id: "attempts", host });
    handle.port.send({ what: "spin" });
    expect(processIsGone(handle.pid)).toBe(false);
    await handle.kill();
    expect([processIsGone(handle.pid), await handle.exited]).toEqual([
      true,
      { code: null, signal: "SIGKILL" },
    ]);
    await handle.kill();
  });

  it.skipIf(skip)("is ended when it sends more than a message may hold", async () => {
    const handle = await spawner().spawn({ id: "attempts", host });
    expect(await ask(handle, { what: "flood" })).toEqual({ code: null, signal: "SIGKILL" });
  });

  it.skipIf(skip)("tells how it ended and what it said last, without control characters", async () => {
    const handle = await spawner().spawn({ id: "echo", host });
    handle.port.send({ fail: "x".repeat(10_000) + "\u001b[31mthe end" });
    expect(await handle.exited).toEqual({ code: 7, signal: null });
    await vi.waitFor(() => {
      expect(handle.stderrTail()).toMatch(/^x+\?\[31mthe end$/);
    });
    expect(handle.stderrTail().length).toBe(4096);
  });

  it.skipIf(skip)("closes its port when it ends", async () => {
    const handle = await spawner().spawn({ id: "echo", host });
    const closed = new Promise<void>((resolve) => {
      handle.port.onClose(resolve);
    });
    handle.port.onMessage(() => undefined);
    await handle.kill();
    await closed;
    handle.port.send({ into: "nothing" });
  });
});

describe("a plain service", () => {
  it("reads from a pipe with back-pressure", async () => {
    const handle = await spawner().spawn({ id: "echo", host: "plain", fds: ["pipe"] });
    const answer = ask(handle, { count: 3 });
    handle.pipe(3).end(Buffer.alloc(5_000_000, 1));
    expect(await answer).toEqual({ bytes: 5_000_000 });
    expect(() => handle.pipe(4)).toThrow(RangeError);
  });

  it("is among those that endAll ends, by id", async () => {
    const mine = spawner();
    const [one, other] = [
      await mine.spawn({ id: "echo", host: "plain" }),
      await mine.spawn({ id: "attempts", host: "plain" }),
    ];
    expect(await mine.endAll(["echo"])).toEqual([one.pid]);
    expect([processIsGone(one.pid), processIsGone(other.pid)]).toEqual([true, false]);
  });

  it("that does not exist is refused by name", async () => {
    expect(await refusal(spawner().spawn({ id: "../attempts", host: "plain" }))).toBe("spawn_failed");
    expect(await refusal(spawner({ node: "/dev/null" }).spawn({ id: "echo", host: "plain" }))).toBe(
      "spawn_failed",
    );
  });
});

describe("confined services", () => {
  it.skipIf(!linux)("are not handed folders or files open for writing", async () => {
    for (const [path, flags] of [
      [services, "r"],
      [model, "r+"],
    ] as const) {
      const fd = openSync(path, flags);
      expect(await refusal(spawner().spawn({ id: "echo", host: "parser-box", fds: [fd] }))).toBe(
        "spawn_failed",
      );
      closeSync(fd);
    }
  });

  it("without bubblewrap: the parser runs with less, and says so; the runtime is refused", async () => {
    const weak = spawner({ bwrap: "/nonexistent/bwrap" });
    const isolation = await weak.isolation();
    expect([
      isolation.level,
      isolation.layers.includes("node-permission"),
      isolation.notices.map(({ code }) => code),
    ]).toEqual(["reduced", true, [linux ? "bubblewrap_missing" : "box_platform"]]);
    const fd = openSync(model, "r");
    const handle = await weak.spawn({ id: "attempts", host: "parser-box", fds: [fd] });
    closeSync(fd);
    expect(handle.isolation).toEqual(isolation);
    const targets = {
      repositoryFile: join(root, "package.json"),
      supervisorPid: process.pid,
      listeningPort: 9,
      listeningSocket: "/nonexistent",
    };
    expect(await ask(handle, { what: "attempts", targets })).toMatchObject({
      readHandedOver: 'ALLOWED "GGUF"',
      readRepository: "ERR_ACCESS_DENIED",
      writeTemporary: "ERR_ACCESS_DENIED",
      spawn: "ERR_ACCESS_DENIED",
      worker: "ERR_ACCESS_DENIED",
      connectOutside: "ERR_ACCESS_DENIED",
      connectUnix: "ERR_ACCESS_DENIED",
      datagram: "ERR_ACCESS_DENIED",
    });
    expect(await refusal(weak.spawn({ id: "echo", host: "runtime-box" }))).toBe("isolation_unavailable");
  });

  it.skipIf(!linux)("with a bubblewrap that lies get no box: the kernel's report decides", async () => {
    const liar = join(services, "liar");
    writeFileSync(liar, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    const isolation = await spawner({ bwrap: liar }).isolation();
    expect([isolation.level, isolation.layers.includes("bubblewrap")]).toEqual(["reduced", false]);
  });
});

describe("a changed file of ours", () => {
  it("is not started, also when it was fine before", async () => {
    const dist = mkdtempSync(join(tmpdir(), "casemate-dist-"));
    mkdirSync(join(dist, "services"));
    const bundle = join(dist, "services", "echo.mjs");
    writeFileSync(bundle, readFileSync(join(services, "echo.mjs")));
    const manifest = join(dist, "manifest.json");
    writeFileSync(
      manifest,
      JSON.stringify({
        "services/echo.mjs": createHash("sha256").update(readFileSync(bundle)).digest("hex"),
      }),
    );
    const checked = spawner({ servicesDir: join(dist, "services"), manifest });
    await checked.spawn({ id: "echo", host: "plain" });
    appendFileSync(bundle, "\n");
    expect(await refusal(checked.spawn({ id: "echo", host: "plain" }))).toBe("tampered");
    expect(await refusal(checked.spawn({ id: "unlisted", host: "plain" }))).toBe("tampered");
    writeFileSync(manifest, "{");
    expect(
      await refusal(
        spawner({ servicesDir: join(dist, "services"), manifest }).spawn({ id: "echo", host: "plain" }),
      ),
    ).toBe("tampered");
    rmSync(dist, { recursive: true });
  });
});
