import type { State } from "@casemate/contract";
import { readFileSync, realpathSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { basename } from "node:path";

/** What can be read without a child: memory, cores, swap. */
export function readMachine(): Pick<State["machine"], "memoryBytes" | "cores" | "swap"> {
  return { memoryBytes: totalmem(), cores: cpus().length, swap: readSwap() };
}

/** What this kernel can do for sleep, for example "freeze mem disk"; null where it does not say. */
export function readSleepStates(): string | null {
  try {
    return readFileSync("/sys/power/state", "latin1");
  } catch {
    return null;
  }
}

function readSwap(): State["machine"]["swap"] {
  try {
    const devices = readFileSync("/proc/swaps", "latin1")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(/\s+/)[0] ?? "");
    if (devices.length === 0) return "off";
    return devices.every(isProtected) ? "encrypted" : "on";
  } catch {
    return "unknown";
  }
}

/** zram stays in memory; a device-mapper node whose uuid begins with CRYPT- is dm-crypt. */
function isProtected(device: string): boolean {
  try {
    const name = basename(realpathSync(device));
    if (name.startsWith("zram")) return true;
    return readFileSync(`/sys/block/${name}/dm/uuid`, "latin1").startsWith("CRYPT-");
  } catch {
    return false;
  }
}
