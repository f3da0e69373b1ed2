import type { GpuAnswer, GpuCheck } from "@casemate/contract";
import { hash } from "node:crypto";
import { captureBaseline, type Baseline } from "../common/baseline/baseline.ts";
import type { Card } from "../common/card.ts";
import { makeCheck, type CheckInput } from "../common/check.ts";
import type { EngineFingerprint } from "../common/engine/fingerprint.ts";
import type { CpuTiming } from "../common/timing.ts";
import type { CpuAnswer, Look, MachineEvent } from "../common/look.ts";
import { readNvidiaXml } from "../common/sources/nvidia-smi-xml.ts";
import { fixture } from "./fixtures.ts";

export const CPU_OK: CpuAnswer = { seed: 7, size: 64, products: 8, wrong: 0 };
const TIMING: CpuTiming = { p50Us: 400, p90Us: 500, mhz: 3000 };
/** An engine that said one word. */
export const ENGINE: EngineFingerprint = {
  backend: "processor",
  driver: null,
  commit: "b1",
  processor: "one",
  model: "a".repeat(64),
  steps: [{ token: 1, top: [[1, 0]] }],
};
/** A card that computed everything that was asked of it. */
export const ANSWER_OK: GpuAnswer = {
  at: "2026-11-21T09:00:00.000Z",
  depth: "quick",
  state: "right",
  why: null,
  on: "card",
  adapter: { vendor: "nvidia", architecture: "ampere", device: "0x20b2", description: "" },
  card: "NVIDIA A100-SXM4-80GB",
  where: "browser",
  browser: { path: "/usr/bin/chromium", version: "Chrome/156", sandboxed: true },
  products: { planned: 3, done: 3, wrong: 0, multiplications: 1, half: 1 },
  memory: { free: 1, wanted: 8 * 2 ** 20, covered: 8 * 2 ** 20, passes: 4, wrongBlocks: 0 },
  faults: [],
  notCovered: ["kernels of other programs"],
  ms: { start: 1, products: 1, memory: 1 },
};
export const CAPTURED = "2026-11-01T10:00:00.000Z";
export const NOW = "2026-11-21T10:00:00.000Z";

/** A machine on which everything could be looked at. */
export function lookOf(cards: readonly Card[] | null, change: Partial<Look> = {}): Look {
  return {
    at: NOW,
    platform: "linux",
    cards: cards === null ? null : [...cards],
    leftOut: 0,
    sources: [],
    modules: [
      {
        name: "nvidia",
        version: "580.95.05",
        srcversion: "ABC",
        sha256: "a".repeat(64),
        changedAt: CAPTURED,
      },
    ],
    nodes: ["/dev/nvidia0", "/dev/nvidiactl"],
    events: [],
    changes: [],
    kernel: "6.12.57",
    bootId: "boot-1",
    hypervisor: "none",
    hypervisorBy: null,
    onBattery: false,
    ...change,
  };
}

export function cardsOf(file: string): readonly Card[] {
  const parsed = readNvidiaXml(fixture(file));
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.value;
}

/** What a person captured three weeks ago on this machine. */
export function baselineOf(look: Look): Baseline {
  const baseline = captureBaseline({ ...look, at: CAPTURED }, { engine: ENGINE, timing: TIMING });
  if (!baseline) throw new Error("nothing to capture");
  return baseline;
}

export function check(look: Look, change: Partial<CheckInput> = {}): GpuCheck {
  return makeCheck({
    look,
    cpu: CPU_OK,
    answer: null,
    baseline: null,
    baselineState: { state: change.baseline ? "ok" : "absent", capturedAt: null, cards: null, sha256: null },
    engine: { state: "ok", fingerprint: ENGINE },
    models: { count: 1, bytes: 1000, readBytes: 0, laps: 1, damaged: [], unread: [] },
    timing: TIMING,
    runtime: { pids: [] },
    sha256: (text) => hash("sha256", text),
    report: (probe, error) => {
      throw new Error(`${probe} threw`, { cause: error });
    },
    ...change,
  });
}

export function statusOf(check: GpuCheck): Record<string, string> {
  return Object.fromEntries(check.probes.map(({ id, status }) => [id, status]));
}

export function packageEvent(name: string, version: string, at = "2026-11-20T08:00:00.000Z"): MachineEvent {
  return { at, name, version, line: `upgrade ${name} ${version}` };
}
