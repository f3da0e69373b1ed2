import type { AuditRecord, State } from "@casemate/contract";
import type { Report } from "@casemate/incidents";
import { createFakeClock } from "@casemate/testkit";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initialState } from "../src/common/initial-state.ts";
import { createStateStore, type StateStore } from "../src/common/state/store.ts";
import { createGpuWatch, type GpuWatch } from "../src/node/gpu/gpu-watch.ts";
import { readMachine } from "../src/node/health/machine.ts";
import { prepareHome } from "../src/node/home.ts";
import { createSpawner, type Spawner } from "../src/node/hosts/spawn-service.ts";
import { DEFAULT_SETTINGS } from "../src/node/settings.ts";
import { root } from "./bundle-probes.ts";

const folders: string[] = [];
const spawners: Spawner[] = [];

/** After each test: no child and no folder of it is left. */
export async function endGpuWorlds(): Promise<void> {
  for (const spawner of spawners.splice(0)) await spawner.endAll(null);
  folders.splice(0).forEach((folder) => {
    rmSync(folder, { recursive: true, force: true });
  });
}

export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "casemate-gpu-"));
  folders.push(made);
  return made;
}

/** A child whose machine has no accelerator, and whose processor is as wrong as the test wants. */
export const child = (wrong: number, look = "Promise.resolve()"): string => `
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

export interface Watched {
  readonly gpu: GpuWatch;
  readonly state: StateStore;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly notes: string[];
  readonly reports: readonly Report[];
  readonly unloads: () => number;
}

/** GPU watch over children that stand in for a machine. `compute`: the one that has the card compute. `at`: the data directory. */
export function watch(
  source: string,
  runtime: Partial<State["runtime"]> = {},
  { compute = "", at = folder() }: { compute?: string; at?: string } = {},
): Watched {
  const services = folder();
  writeFileSync(join(services, "gpu-watch.mjs"), source);
  writeFileSync(join(services, "gpu-compute.mjs"), compute);
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
  state.update("ledger", (before) => ({ ...before, state: "ok", log: "of this test" }));
  state.update("runtime", (before) => ({ ...before, ...runtime }));
  const notes: string[] = [];
  const records: AuditRecord[] = [];
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
      home: prepareHome(at),
      report: () => undefined,
      hiddenPage: null,
      incidents: {
        report: (report) => reports.push(report),
        register: {
          openOnes: () =>
            reports.map(({ class: of, severity = "high", subject, evidence }) => ({
              ...{ class: of, severity, subject },
              evidence: evidence.map((one) => ({ ...one, at: new Date(clock.now()).toISOString() })),
            })),
        },
      },
      ledger: {
        note: (action, subject, detail) => {
          notes.push([action, String(detail["verdict"])].join(" "));
          const at = new Date(clock.now()).toISOString();
          const head = { seq: records.length, at, kind: "note", actor: "casemate" } as const;
          records.unshift({
            ...head,
            action,
            subject,
            intent: null,
            result: null,
            detail,
            hash: "0".repeat(64),
          });
        },
        flush: () => Promise.resolve(),
        tail: ({ action }) => {
          const found = records.filter((one) => one.action === action).slice(0, 1);
          return Promise.resolve({ records: found, total: records.length, next: null });
        },
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
