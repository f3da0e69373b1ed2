import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import type { Duplex, Readable, Writable } from "node:stream";
import { boxArguments, type BoxPlan } from "../confinement/box-arguments.ts";
import { limitPrefix } from "../confinement/limits.ts";
import { seccompFilter, type SeccompProfile } from "../confinement/seccomp-filter.ts";
import type { SeccompArch } from "../confinement/syscalls.ts";
import type { Tools } from "../confinement/tools.ts";
import { rememberProcess } from "./process-gone.ts";
import { withoutStrays } from "./stray-descriptors.ts";

/** A descriptor number of ours, or "pipe" for a new pipe. */
export type Inherited = number | "pipe";

export interface BoxOrder {
  readonly tools: Tools;
  readonly profile: SeccompProfile;
  readonly plan: Omit<BoxPlan, "seccompFd" | "infoFd">;
  readonly maxHeapMiB: number;
  /** What runs inside: paths as the box sees them. */
  readonly command: readonly string[];
  readonly stdout: "ignore" | "pipe";
  /** Become 3, 4, … inside. */
  readonly inherited: readonly Inherited[];
}

export interface StartedBox {
  /** bubblewrap; ends when everything inside has ended. */
  readonly child: ChildProcess;
  /** PID of the first process inside, as seen from outside. Rejects when bubblewrap ended before there was one. */
  readonly pid: Promise<number>;
}

/** The processors that the filter is written for; null elsewhere. */
export function seccompArch(): SeccompArch | null {
  return process.arch === "x64" || process.arch === "arm64" ? process.arch : null;
}

/** Starts bubblewrap. The filter goes in and the PID comes out through pipes that the process inside does not get. */
export function startBox(order: BoxOrder): StartedBox {
  const { tools, plan, inherited } = order;
  if (tools.bwrap === null) throw new Error("There is no bubblewrap.");
  const arch = seccompArch();
  const infoFd = 3 + inherited.length;
  const seccompFd = arch === null ? null : infoFd + 1;
  const command = [
    ...limitPrefix(tools, order.profile, order.maxHeapMiB),
    tools.bwrap,
    ...boxArguments({ ...plan, seccompFd, infoFd }),
    ...order.command,
  ];
  const pipes = arch === null ? (["pipe"] as const) : (["pipe", "pipe"] as const);
  const child = withoutStrays(["ignore", order.stdout, "pipe", ...inherited, ...pipes], (stdio) =>
    spawn(command[0] ?? "", command.slice(1), {
      stdio,
      env: {},
      cwd: "/",
      // Own process group: Ctrl-C in a terminal is for the supervisor, which ends the others in order.
      detached: true,
    }),
  );
  child.on("error", () => undefined); // reported by `pid`
  if (arch !== null && seccompFd !== null) {
    const feed = child.stdio[seccompFd] as Writable | undefined;
    feed?.on("error", () => undefined);
    feed?.end(seccompFilter(arch, order.profile));
  }
  return { child, pid: readPid(child, child.stdio[infoFd] as Duplex | undefined) };
}

/** bubblewrap writes one JSON object, `{"child-pid": N, …}`, and closes. */
async function readPid(child: ChildProcess, info: Readable | undefined): Promise<number> {
  let text = "";
  if (info && child.pid !== undefined) {
    info.setEncoding("latin1");
    info.on("error", () => undefined);
    for await (const part of info) {
      text += part as string;
      if (text.length > 4096 || text.trimEnd().endsWith("}")) break;
    }
  }
  const pid = Number(/"child-pid":\s*(\d+)/.exec(text)?.[1]);
  if (!Number.isInteger(pid) || pid <= 1) throw new Error("bubblewrap did not start a process.");
  rememberProcess(pid);
  return pid;
}

/** bubblewrap ends with 128 + N when the process inside was ended by signal N. */
export function innerExit(end: { readonly code: number | null; readonly signal: string | null }): {
  code: number | null;
  signal: string | null;
} {
  const signal =
    end.code === null
      ? undefined
      : Object.entries(constants.signals).find(([, number]) => number + 128 === end.code)?.[0];
  return signal === undefined ? { ...end } : { code: null, signal };
}
