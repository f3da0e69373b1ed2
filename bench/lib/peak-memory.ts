import { readFileSync } from "node:fs";

/** How often processes are looked at, in milliseconds. */
const POLL_MS = 20;

/**
 * Watches the descendants of `pid` whose command line contains `mark`. `stop` answers the largest resident memory any of them ever
 * had, in bytes, as the kernel counted it; null when none was seen (or not on Linux).
 */
export function watchPeak(pid: number, mark: string): { stop: () => number | null } {
  let peak: number | null = null;
  const look = (): void => {
    for (const one of descendants(pid)) {
      if (!read(one, "cmdline").includes(mark)) continue;
      const most = peakOf(one);
      if (most > 0) peak = Math.max(peak ?? 0, most);
    }
  };
  const timer = setInterval(look, POLL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

/** Most resident memory that each living descendant of `pid` ever had, added up, in bytes; null when the kernel does not tell. */
export function peakOfDescendants(pid: number): number | null {
  const sum = descendants(pid)
    .filter((one) => one !== pid)
    .reduce((total, one) => total + peakOf(one), 0);
  return sum === 0 ? null : sum;
}

function peakOf(pid: number): number {
  return Number(/^VmHWM:\s*(\d+)/m.exec(read(pid, "status"))?.[1] ?? 0) * 1024;
}

function descendants(pid: number): number[] {
  const children = read(pid, `task/${String(pid)}/children`)
    .trim()
    .split(" ")
    .filter(Boolean)
    .map(Number);
  return [pid, ...children.flatMap(descendants)];
}

function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${String(pid)}/${name}`, "latin1");
  } catch {
    return ""; // ended meanwhile
  }
}
