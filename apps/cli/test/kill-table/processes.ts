import { readdirSync, readFileSync } from "node:fs";

/** What stands in front of a service until it runs; bubblewrap stays outside as its parent. */
const HELPERS = ["setpriv", "prlimit", "bwrap"];

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly command: string;
}

/** `root` and every process below it. Linux. */
export function family(root: number): Process[] {
  const all = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => look(Number(entry)))
    .filter((process) => process !== null);
  const members = all.filter(({ pid }) => pid === root);
  // Grows while it is walked: children of children come last.
  for (const { pid } of members) members.push(...all.filter(({ parent }) => parent === pid));
  return members;
}

/** The PID of a living service of this console; of a boxed one, the process inside. Null when there is none. */
export function serviceOf(root: number, service: string): number | null {
  const found = family(root).filter(
    ({ command, name }) => command.includes(`/services/${service}.mjs`) && !HELPERS.includes(name),
  );
  return found.at(-1)?.pid ?? null;
}

/** SIGKILL to this one; 0 would be everything in the test's own group. Throws when there is none. */
export function endProcess(pid: number | null | undefined): void {
  if (!pid) throw new Error("there is no such process to end");
  process.kill(pid, "SIGKILL");
}

/** A zombie counts as gone: its memory is. */
function look(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "latin1");
    const [open, close] = [stat.indexOf("("), stat.lastIndexOf(")")];
    const [state, parent] = stat.slice(close + 2).split(" ");
    const command = readFileSync(`/proc/${String(pid)}/cmdline`, "latin1");
    return state === "Z" ? null : { pid, parent: Number(parent), name: stat.slice(open + 1, close), command };
  } catch {
    return null; // ended while we looked
  }
}
