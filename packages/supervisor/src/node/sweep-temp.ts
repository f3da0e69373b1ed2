import { lstatSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What Casemate makes in temporary folders: decoys of drills, profiles of browsers. */
const KINDS = ["drill", "profile"] as const;
export type TempKind = (typeof KINDS)[number];
/** Kind, process; the six characters are mkdtemp's. */
const NAME = /^casemate-([a-z]{1,10})-((?:\d{1,20}-)?\d{1,10})-[A-Za-z0-9]{6}$/;
/** Permissions of group and others: what mkdtemp makes has none, so nobody else can have put a link into it. */
const OTHERS = 0o077;

/** Beginning of the name of a temporary folder: says which process makes it, so that a later one can tell whether it still runs. */
export function tempPrefix(kind: TempKind, pid: number): string {
  return `casemate-${kind}-${owner(pid)}-`;
}

/**
 * Removes the temporary folders of processes that were killed. Only real folders of this user that nobody else could enter, and only when no process has
 * that number: one that another program got since keeps the folder until a later start. Numbers count within one process namespace, so those of containers
 * that share the folder are left alone. Never throws; what such a folder holds is worth nothing.
 */
export function sweepTemp(folder: string): void {
  for (const name of namesIn(folder)) {
    const [, kind, maker = ""] = NAME.exec(name) ?? [];
    const pid = Number(maker.split("-").at(-1));
    if (!KINDS.some((known) => known === kind) || maker !== owner(pid) || !isGone(pid)) continue;
    const path = join(folder, name);
    try {
      if (isOurs(path)) rmSync(path, { recursive: true, force: true });
    } catch {
      // gone meanwhile, or not ours to remove
    }
  }
}

function isOurs(path: string): boolean {
  const stat = lstatSync(path);
  const me = process.getuid?.();
  return stat.isDirectory() && (me === undefined || (stat.uid === me && (stat.mode & OTHERS) === 0));
}

/** A process, and on Linux the namespace in which it has that number. */
function owner(pid: number): string {
  try {
    const [namespace] = /\d+/.exec(readlinkSync("/proc/self/ns/pid")) ?? [];
    return namespace === undefined ? String(pid) : `${namespace}-${String(pid)}`;
  } catch {
    return String(pid);
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
