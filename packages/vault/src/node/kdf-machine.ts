import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import type { KdfMachine } from "./calibrate.ts";

/** `wish` is the environment variable CASEMATE_KDF; only "minimum" means something. */
export function kdfMachine(wish: string | undefined): KdfMachine {
  return { physicalCores: physicalCores(), memoryBytes: totalmem(), onlyFloor: wish === "minimum" };
}

/** Two threads of one core share its memory port: counting them as two makes argon2id slower, not stronger. */
function physicalCores(): number {
  try {
    const folder = "/sys/devices/system/cpu";
    const siblings = readdirSync(folder)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => readFileSync(`${folder}/${name}/topology/thread_siblings_list`, "latin1").trim());
    if (siblings.length > 0) return Math.min(new Set(siblings).size, availableParallelism());
  } catch {
    // not Linux, or a container that hides it
  }
  return process.arch === "arm64" ? availableParallelism() : Math.max(1, Math.floor(cpus().length / 2));
}
