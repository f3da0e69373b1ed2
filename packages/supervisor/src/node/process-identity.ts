import { readFileSync } from "node:fs";

/** Start time of a process in clock ticks since boot (proc(5), stat field 22), with the boot id; null where there is no /proc. */
export function processIdentity(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie holds nothing any more.
    if (fields[0] === "Z") return "ended";
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()}:${fields[19] ?? ""}`;
  } catch {
    return null;
  }
}
