import { RpcError } from "@casemate/contract";
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Duplex, type Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Tools } from "../confinement/tools.ts";
import { DEFAULT_HEAP_MIB } from "../confinement/limits.ts";
import { createChildPort } from "./child-port.ts";
import { processIsGone } from "./process-gone.ts";
import type { ServiceHandle, ServiceSpec } from "./service-types.ts";
import { keepTail } from "./stderr-tail.ts";

export interface Launch {
  readonly spec: ServiceSpec;
  readonly tools: Tools;
  /** Real path of the Node binary. */
  readonly node: string;
  /** The bundle outside. */
  readonly bundle: string;
  readonly nodeModules: string;
}

export type Exit = Awaited<ServiceHandle["exited"]>;

/** How often a starting or dying process is looked at, in milliseconds. */
export const POLL_MS = 2;
/** Node runs some 10 ms after the first helper was started. */
const START_LIMIT_MS = 15_000;

/** Resolves with the end of a child, also when it never started. */
export function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      resolve({ code, signal });
    });
    child.on("error", () => {
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
}

/**
 * Waits until the helpers in front (setpriv, prlimit, bubblewrap) have become Node. From then on the process dies with its parent; and
 * one that lost its parent before has been sent nothing yet, so Node finds its channel closed and ends. Answers false when the process
 * ended instead. Linux; elsewhere there are no helpers.
 */
export async function becameNode(pid: number, tools: Tools): Promise<boolean> {
  if (process.platform !== "linux") return true;
  // The kernel keeps 15 characters. Node renames its main thread, so what it is called then does not matter.
  const helpers = [tools.setpriv, tools.prlimit, tools.bwrap].map((path) =>
    basename(path ?? "").slice(0, 15),
  );
  const end = performance.now() + START_LIMIT_MS;
  while (performance.now() < end && !processIsGone(pid)) {
    const program = programOf(pid);
    if (program !== null && !helpers.includes(program)) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

function programOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${String(pid)}/comm`, "latin1").trim();
  } catch {
    return null;
  }
}

type Parts = Pick<ServiceHandle, "pid" | "exited" | "isolation" | "kill"> & {
  readonly stderrTail: () => string;
};

/** Joins what both kinds of start have in common. */
export function toHandle({ spec }: Launch, child: ChildProcess, parts: Parts): ServiceHandle {
  const fds = spec.fds ?? [];
  const channel = child.stdio[3 + fds.length];
  if (!(channel instanceof Duplex)) throw spawnFailed(spec, "It has no channel");
  const port = createChildPort(channel, () => void parts.kill());
  const pipe = (fd: number): Writable => {
    const stream = fds[fd - 3] === "pipe" ? child.stdio[fd] : null;
    if (!(stream instanceof Duplex)) throw new RangeError(`Descriptor ${String(fd)} is not a pipe.`);
    return stream;
  };
  const { stderr } = child;
  const lastWords = async (): Promise<string> => {
    await parts.exited;
    if (stderr) await finished(stderr).catch(() => undefined);
    return parts.stderrTail();
  };
  return { ...parts, port, pipe, lastWords };
}

export function stderrOf(child: ChildProcess): () => string {
  return child.stderr ? keepTail(child.stderr) : () => "";
}

/**
 * Flags of every service: no debugger can be switched on by a signal, prototypes cannot be reached by `__proto__`, packages come from
 * beside the bundle only.
 * @param only the one file that may be read, for Node's permission model; null leaves it off
 */
export function nodeFlags(spec: ServiceSpec, only: string | null): string[] {
  return [
    ...["--disable-sigusr1", "--disable-proto=delete", "--no-global-search-paths"],
    `--max-old-space-size=${String(spec.maxHeapMiB ?? DEFAULT_HEAP_MIB)}`,
    ...(only === null ? [] : ["--permission", `--allow-fs-read=${only}`]),
  ];
}

/** What Node reads at start to find its IPC channel; it takes them out of its environment again. */
export function channelEnv(inherited: number): Record<string, string> {
  return { NODE_CHANNEL_FD: String(3 + inherited), NODE_CHANNEL_SERIALIZATION_MODE: "json" };
}

export function spawnFailed(spec: ServiceSpec, why: string): RpcError {
  const line = why.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
  return new RpcError(
    "spawn_failed",
    `The process "${spec.id}" does not start${line === "" ? "" : ` (${line})`}. Start Casemate again; if that does not help, install it again.`,
  );
}
