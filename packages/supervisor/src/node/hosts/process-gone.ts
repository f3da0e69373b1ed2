import { readdirSync, readFileSync } from "node:fs";

/** Start time of processes this one started, in clock ticks since boot: a PID alone can be given to somebody else later. */
const started = new Map<number, string>();

/** Notes who holds `pid` now, so that `processIsGone` can tell a reused number from the same process. */
export function rememberProcess(pid: number): void {
  const now = readStat(pid);
  if (now) started.set(pid, now.startTime);
}

/** True when no such process exists any more, with all of its threads. A zombie's memory is gone, so it counts as gone. */
export function processIsGone(pid: number): boolean {
  if (process.platform !== "linux") return !signalReaches(pid);
  const now = readStat(pid);
  if (!now) return true;
  const then = started.get(pid);
  if (then !== undefined && then !== now.startTime) return true;
  // While another thread still runs, the address space lives, even when the first thread is a zombie already.
  return now.state === "Z" && threadCount(pid) <= 1;
}

/** Kills `pid` unless the number belongs to somebody else by now. */
export function killProcess(pid: number): void {
  if (processIsGone(pid)) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // ended in between
  }
}

/** proc(5): the name in parentheses may hold anything, so fields are counted from the last ")". */
function readStat(pid: number): { state: string; startTime: string } | null {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [state, startTime] = [fields[0], fields[19]];
    return state !== undefined && startTime !== undefined ? { state, startTime } : null;
  } catch {
    return null;
  }
}

function threadCount(pid: number): number {
  try {
    return readdirSync(`/proc/${String(pid)}/task`).length;
  } catch {
    return 0;
  }
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
