import { readFileSync, statfsSync } from "node:fs";
import { availableParallelism, freemem } from "node:os";
import { availableMemory } from "../common/plan.ts";
import { chooseThreads } from "../common/threads.ts";

/** `f_type` of tmpfs, which memfd files live on (linux/magic.h). */
const TMPFS_MAGIC = 0x01021994;

function textOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Threads for this machine; see `chooseThreads`. */
export function machineThreads(): number {
  return chooseThreads(textOrEmpty("/proc/cpuinfo"), availableParallelism());
}

/** Memory that can be taken without swapping, in bytes; a container's own limit counts where it can be seen. */
export function machineFreeBytes(): number {
  const machine = availableMemory(textOrEmpty("/proc/meminfo")) ?? freemem();
  return Math.min(machine, process.availableMemory());
}

/** Whether the file's bytes already lie in memory (memfd, tmpfs); unknown counts as no. */
export function isMemoryFile(path: string): boolean {
  try {
    return statfsSync(path).type === TMPFS_MAGIC;
  } catch {
    return false;
  }
}
