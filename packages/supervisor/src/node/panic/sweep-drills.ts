import { lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const NAME = /^casemate-drill-(\d{1,10})-[A-Za-z0-9]{6}$/;

/** Beginning of the name of a drill's folder: says which process makes it, so that a later one can tell whether it still runs. */
export function drillPrefix(pid: number): string {
  return `casemate-drill-${String(pid)}-`;
}

/**
 * Removes the decoys of drills whose process was killed. Only real folders of this user, and only when no process has that number: one that another
 * program got since keeps the folder until a later start. Never throws; what a decoy holds is worth nothing.
 */
export function sweepDrills(folder: string): void {
  for (const name of namesIn(folder)) {
    const pid = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || !isGone(pid)) continue;
    const path = join(folder, name);
    try {
      const { uid } = lstatSync(path);
      if (lstatSync(path).isDirectory() && uid === (process.getuid?.() ?? uid))
        rmSync(path, { recursive: true, force: true });
    } catch {
      // gone meanwhile, or not ours to remove
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: alive, and somebody else's.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
