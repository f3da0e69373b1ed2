import { readFileSync } from "node:fs";

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
