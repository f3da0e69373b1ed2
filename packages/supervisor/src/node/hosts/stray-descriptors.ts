import type { StdioOptions } from "node:child_process";
import { closeSync, openSync, readdirSync } from "node:fs";
import { descriptorFlags, O_CLOEXEC } from "./descriptor-flags.ts";

type Stdio = Extract<StdioOptions, readonly unknown[]>;

/**
 * Runs `start` with a stdio list that hides from the child every descriptor that this process was itself given by whoever started it.
 * Node closes what it opened, but a number such as `--passphrase-fd 20` was opened by a shell and would pass through to every child.
 * Those numbers become /dev/null. Linux; elsewhere the list is used as it is.
 */
export function withoutStrays<T>(stdio: Stdio, start: (stdio: Stdio) => T): T {
  const strays = inheritable().filter((fd) => fd >= stdio.length);
  if (strays.length === 0) return start(stdio);
  const nothing = openSync("/dev/null", "r+");
  try {
    const list: Stdio = [...stdio];
    for (let fd = stdio.length; fd <= Math.max(...strays); fd += 1) list.push("ignore");
    for (const fd of strays) list[fd] = nothing;
    return start(list);
  } finally {
    closeSync(nothing);
  }
}

/** Descriptors from 3 on that a program started now would get. */
function inheritable(): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc/self/fd")
    .map(Number)
    .filter((fd) => fd > 2 && !closesOnExec(fd));
}

/** True also for the listing's own descriptor, which is closed by now. */
function closesOnExec(fd: number): boolean {
  const flags = descriptorFlags(fd);
  return flags === null || (flags & O_CLOEXEC) !== 0;
}
