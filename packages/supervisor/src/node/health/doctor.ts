import type { EngineAdvisories, HealthCheck, State } from "@casemate/contract";
import { statfsSync, statSync } from "node:fs";
import { readHealth } from "../../common/health/checks.ts";
import type { Home } from "../home.ts";
import { hibernation } from "../../common/health/hibernation.ts";
import { lockTriggers } from "../../common/health/lock-triggers.ts";
import { readSleepStates } from "./machine.ts";
import { engineAdvisories } from "../../common/health/engine.ts";

/** Below this an ordinary model does not fit; said before somebody waits for a copy. */
const LOW_DISK_BYTES = 5e9;

/** Everything that can be checked at once: all of health, and what only matters when somebody looks for a fault. */
export function runDoctor(
  state: State,
  home: Home,
  checkedAt: string,
  advisories: EngineAdvisories,
): HealthCheck[] {
  return [
    ...readHealth(state, checkedAt).checks,
    dataDirectory(home, checkedAt),
    disk(home, checkedAt),
    keyProcess(state, checkedAt),
    lockTriggers(state, checkedAt),
    hibernation(state, readSleepStates(), checkedAt),
    versions(state, checkedAt),
    engineAdvisories(advisories, checkedAt),
    accelerator(state, checkedAt),
  ];
}

function dataDirectory(home: Home, checkedAt: string): HealthCheck {
  const mode = statSync(home.root).mode & 0o777;
  const closed = process.platform === "win32" || (mode & 0o077) === 0;
  return {
    id: "data-directory",
    checkedAt,
    evidence: `ls -ld ${home.root}`,
    status: closed ? "ok" : "warn",
    title: closed ? "Only you can read the data directory" : "Other users can look into the data directory",
    detail: `${home.root}, mode ${mode.toString(8)}.`,
    remedy: closed ? null : `Run chmod 700 ${home.root}.`,
  };
}

function disk(home: Home, checkedAt: string): HealthCheck {
  const { bavail, bsize } = statfsSync(home.root);
  const free = bavail * bsize;
  const low = free < LOW_DISK_BYTES;
  return {
    id: "disk",
    checkedAt,
    evidence: `df -h ${home.root}`,
    status: low ? "warn" : "ok",
    title: low ? "The disk is nearly full" : "There is room on the disk",
    detail: `${(free / 1e9).toFixed(1)} GB free.`,
    remedy: low ? "Free some space before you import a model." : null,
  };
}

function keyProcess({ vault }: State, checkedAt: string): HealthCheck {
  const weak = vault.notes.length > 0;
  return {
    id: "key-process",
    checkedAt,
    evidence: null,
    status: weak ? "warn" : "ok",
    title: weak ? "The key process lacks a protection" : "The key process is fully protected",
    detail: weak ? vault.notes.join(" ") : "Its memory is locked and cannot be dumped.",
    remedy: null,
  };
}

function versions(state: State, checkedAt: string): HealthCheck {
  return {
    id: "versions",
    checkedAt,
    status: "ok",
    title: "Versions",
    detail: `Casemate ${state.app.version}, ${state.app.engine}, Node ${state.app.node}.`,
    remedy: null,
    evidence: null,
  };
}

function accelerator({ machine }: State, checkedAt: string): HealthCheck {
  const found = machine.gpus;
  return {
    id: "accelerator",
    checkedAt,
    evidence: null,
    remedy: null,
    status: found === null ? "unknown" : "ok",
    title:
      found === null
        ? "Accelerators: unknown"
        : found.length === 0
          ? "No accelerator found"
          : `Found: ${found.map((gpu) => gpu.name).join(", ")}`,
    detail: machine.gpuNote,
  };
}
