import type { State } from "@casemate/contract";
import type { Report } from "@casemate/incidents";
import { createFakeClock } from "@casemate/testkit";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { initialState } from "../src/common/initial-state.ts";
import { createStateStore, type StateStore } from "../src/common/state/store.ts";
import { createGpuWatch, LOOK_LIMIT_MS, SETTLE_MS, type GpuWatch } from "../src/node/gpu/gpu-watch.ts";
import { readMachine } from "../src/node/health/machine.ts";
import { prepareHome } from "../src/node/home.ts";
import { createSpawner, type Spawner } from "../src/node/hosts/spawn-service.ts";
import { DEFAULT_SETTINGS } from "../src/node/settings.ts";
import { root } from "./bundle-probes.ts";

const folders: string[] = [];
const spawners: Spawner[] = [];
afterEach(async () => {
  for (const spawner of spawners.splice(0)) await spawner.endAll(null);
  folders.splice(0).forEach((folder) => {
    rmSync(folder, { recursive: true, force: true });
  });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "casemate-gpu-"));
  folders.push(made);
  return made;
}

/** A child whose machine has no accelerator, and whose processor is as wrong as the test wants. */
const child = (wrong: number, look = "Promise.resolve()"): string => `
import { processPort, serve } from ${JSON.stringify(join(root, "packages/contract/src/index.ts"))};
import { gpuContract } from ${JSON.stringify(join(root, "packages/gpu-watch/src/common/gpu-contract.ts"))};
const look = { at: new Date().toISOString(), platform: "linux", cards: [], leftOut: 0, sources: [], modules: [], nodes: [], events: null,
  changes: [], kernel: "1", bootId: "1", hypervisor: "none", onBattery: false };
serve(processPort(process), { contract: gpuContract, caller: { via: "in-process", session: "test" }, handlers: {
  "gpu.detect": () => ({ gpus: [], note: "" }),
  "gpu.look": async () => { await ${look}; return { look, cpu: { seed: 1, size: 64, products: 8, wrong: ${String(wrong)} }, timing: null, cpuMs: 1 }; },
} });
process.on("disconnect", () => process.exit(0));
`;

interface Watched {
  readonly gpu: GpuWatch;
  readonly state: StateStore;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly notes: string[];
  readonly reports: readonly Report[];
  readonly unloads: () => number;
}

function watch(source: string, runtime: Partial<State["runtime"]> = {}): Watched {
  const services = folder();
  writeFileSync(join(services, "gpu-watch.mjs"), source);
  const spawner = createSpawner({
    node: process.execPath,
    servicesDir: services,
    manifest: null,
    nodeModules: join(root, "node_modules"),
  });
  spawners.push(spawner);
  const clock = createFakeClock();
  const facts = {
    version: "0",
    engine: "0",
    node: "0",
    platform: "test",
    startedAt: "2026-11-01T00:00:00.000Z",
    shell: "serve",
  } as const;
  const state = createStateStore(initialState({ ...facts, settings: DEFAULT_SETTINGS }, readMachine()));
  state.update("runtime", (before) => ({ ...before, ...runtime }));
  const notes: string[] = [];
  const reports: Report[] = [];
  let unloads = 0;
  const unload = async (): Promise<void> => {
    unloads++;
  };
  const gpu = createGpuWatch(
    {
      clock,
      state,
      spawner,
      home: prepareHome(folder()),
      report: () => undefined,
      hiddenPage: null,
      incidents: {
        report: (report) => reports.push(report),
        register: {
          openOnes: () =>
            reports.map(({ class: of, severity = "high", subject }) => ({ class: of, severity, subject })),
        },
      },
      ledger: {
        note: (action, _subject, detail) => notes.push([action, String(detail["verdict"])].join(" ")),
      },
    },
    {
      runtime: { unload },
      stored: { step: async () => undefined, seen: () => null },
      askEngine: async () => ({ state: "failed", why: "This test has none." }),
    },
  );
  return { gpu, state, clock, notes, reports, unloads: () => unloads };
}

/** Resolves with the next round that the state shows. */
function nextRound(state: StateStore): Promise<State["machine"]["gpu"]> {
  return new Promise((resolve) => {
    const unsubscribe = state.subscribe(({ slice }) => {
      if (slice !== "machine") return;
      const { gpu } = state.get("machine");
      if (gpu === null) return;
      unsubscribe();
      resolve(gpu);
    });
  });
}

const ON_PROCESSOR = { pid: 4242, device: "processor", state: "ready" } as const;

describe("GPU watch", () => {
  it("a machine without accelerator whose processor is right is healthy, and nothing is stopped", async () => {
    const { gpu, notes, unloads } = watch(child(0), ON_PROCESSOR);
    expect([
      (await gpu.check()).verdict,
      (await gpu.check()).verdict,
      notes,
      unloads(),
      gpu.history().entries.length,
    ]).toEqual(["healthy", "healthy", [], 0, 1]);
  });

  it("a processor that is wrong stops the model on it, once in 15 minutes, and is recorded", async () => {
    const { gpu, notes, reports, unloads, clock, state } = watch(child(1), {
      ...ON_PROCESSOR,
      modelId: "model-1",
    });
    const first = await gpu.check();
    await gpu.check();
    const before = unloads();
    clock.advance(15 * 60_000);
    await gpu.check();
    expect([
      first.verdict,
      reports.map(({ class: of, severity, subject }) => [of, severity, subject]),
      before,
      unloads(),
      notes,
      state.get("machine").gpu?.verdict,
    ]).toEqual([
      "critical",
      [["model_behavior_anomaly", "high", { kind: "model", id: "model-1" }]],
      1,
      2,
      ["gpu.verdict critical", "gpu.runtime.stopped critical", "gpu.runtime.stopped critical"],
      "critical",
    ]);
  });

  it("and leaves a model alone that computes elsewhere", async () => {
    const { gpu, unloads } = watch(child(1), { ...ON_PROCESSOR, device: "some card" });
    await gpu.check();
    expect(unloads()).toBe(0);
  });

  it.each([
    ["cannot start", "syntax error"],
    ["ends at once", "process.exit(0)"],
    ["ends over the question", child(0, "process.exit(1)")],
    ["answers outside its shape", child(-1)],
  ])("a child that %s leaves everything unknown", async (_name, source) => {
    const { gpu, state } = watch(source, ON_PROCESSOR);
    const { verdict, accelerators } = await gpu.check();
    expect([verdict, accelerators, state.get("machine").gpu?.verdict]).toEqual(["unknown", null, "unknown"]);
    await expect(gpu.capture()).rejects.toMatchObject({ code: "unknown" });
  });

  it("a child that hangs is ended after a minute, and another one asked next time", async () => {
    const { gpu, clock } = watch(child(0, "new Promise(() => undefined)"));
    const hanging = gpu.check();
    const timer = setInterval(() => {
      clock.advance(LOOK_LIMIT_MS);
    }, 100);
    const { verdict } = await hanging;
    clearInterval(timer);
    expect([verdict, gpu.status().state]).toEqual(["unknown", "stopped"]);
  });

  it("looks by itself once the console is up, and not while a model answers", async () => {
    const { gpu, clock, state } = watch(child(0), { state: "generating" });
    gpu.start();
    clock.advance(SETTLE_MS + 60_000);
    const while_ = state.get("machine").gpu;
    state.update("runtime", (before) => ({ ...before, state: "ready" }));
    const round = nextRound(state);
    // The next round was put on the clock in a microtask.
    await new Promise(setImmediate);
    clock.advance(10_000);
    const found = await round;
    expect([while_, found?.verdict]).toEqual([null, "healthy"]);
  });
});
