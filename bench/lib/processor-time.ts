import { readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second (USER_HZ, proc(5)). */
const TICK_MS = 10;

/** Processor time of a living process in milliseconds, to 10 ms; null where there is no /proc. */
export function processorMs(pid: number | undefined): number | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return null;
  }
}
