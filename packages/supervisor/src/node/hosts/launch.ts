import { RpcError, type Isolation } from "@casemate/contract";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Duplex, type Writable } from "node:stream";
import { INSIDE } from "../confinement/box-arguments.ts";
import { DEFAULT_HEAP_MIB, limitPrefix, parentDeathPrefix } from "../confinement/limits.ts";
import type { NodeLibraries } from "../confinement/node-libraries.ts";
import type { Tools } from "../confinement/tools.ts";
import { innerExit, startBox } from "./box.ts";
import { createChildPort } from "./child-port.ts";
import { killProcess, processIsGone, rememberProcess } from "./process-gone.ts";
import type { ServiceHandle, ServiceSpec } from "./spawn-service.ts";
import { keepTail } from "./stderr-tail.ts";
import { withoutStrays } from "./stray-descriptors.ts";

export interface Launch {
  readonly spec: ServiceSpec;
  readonly tools: Tools;
  readonly node: string;
  /** The bundle outside. */
  readonly bundle: string;
  readonly nodeModules: string;
}

/** How often a dying box is looked at, in milliseconds. */
const REAP_POLL_MS = 5;
/** After this the outer process is killed too, which takes the box with it. */
const INNER_KILL_MS = 2_000;

/** Starts a service without a box; `permission`: with Node's own limits (no network, files, processes, workers or addons). */
export async function launchPlain(launch: Launch, options: { permission: boolean; isolation: Isolation }): Promise<ServiceHandle> {
  const { spec, tools, node, bundle } = launch;
  const heap = spec.maxHeapMiB ?? DEFAULT_HEAP_MIB;
  const fds = spec.fds ?? [];
  const command = [
    ...parentDeathPrefix(tools),
    ...limitPrefix(tools, options.permission ? "parser" : "plain", heap),
    node,
    ...nodeFlags(spec, options.permission ? bundle : null),
    bundle,
  ];
  const child = withoutStrays(["ignore", "ignore", "pipe", ...fds, "pipe"], (stdio) =>
    spawn(command[0] ?? node, command.slice(1), {
      stdio,
      env: { ...spec.env, ...channelEnv(fds.length) },
      cwd: "/",
      // Own process group: `kill` reaches what the service started, and Ctrl-C in a terminal reaches the supervisor alone.
      detached: true,
      windowsHide: true,
    }),
  );
  const pid = await new Promise<number>((resolve, reject) => {
    child.once("spawn", () => { resolve(child.pid ?? 0); });
    child.once("error", (error) => { reject(failed(spec, error.message)); });
  });
  rememberProcess(pid);
  const exited = once(child, "exit").then(([code, signal]) => ({ code: code as number | null, signal: signal as string | null }));
  return finish(launch, child, {
    pid,
    exited,
    isolation: options.isolation,
    kill: async () => {
      killGroup(child);
      await exited;
    },
  });
}

/** Starts a service in a box of its own. */
export async function launchBoxed(launch: Launch, options: { libraries: NodeLibraries; isolation: Isolation }): Promise<ServiceHandle> {
  const { spec, tools, node, bundle, nodeModules } = launch;
  const inside = `${INSIDE.services}/${spec.id}.mjs`;
  const fds = spec.fds ?? [];
  const parser = spec.host === "parser-box";
  const { child, pid: starting } = startBox({
    tools,
    profile: parser ? "parser" : "runtime",
    plan: {
      node,
      libraries: options.libraries,
      bundle: { outside: bundle, inside },
      readOnlyDirs: spec.readOnlyDirs ?? [],
      nodeModules,
      env: { HOME: INSIDE.home, ...spec.env, ...channelEnv(fds.length) },
    },
    maxHeapMiB: spec.maxHeapMiB ?? DEFAULT_HEAP_MIB,
    command: [INSIDE.node, ...nodeFlags(spec, parser ? inside : null), inside],
    stdout: "ignore",
    inherited: [...fds, "pipe"],
  });
  const outer = once(child, "exit").then(([code, signal]) => innerExit(code as number | null, signal as string | null));
  let pid: number;
  try {
    pid = await starting;
  } catch (error) {
    const tail = child.stderr ? keepTail(child.stderr) : () => "";
    child.kill("SIGKILL");
    if (child.pid !== undefined) await once(child, "close");
    throw failed(spec, tail() || String(error));
  }
  const exited = outer.then(async (end) => {
    // Only when bubblewrap itself was killed can something inside outlive it, and then not for long: --die-with-parent.
    while (!processIsGone(pid)) await new Promise((resolve) => setTimeout(resolve, REAP_POLL_MS));
    return end;
  });
  return finish(launch, child, {
    pid,
    exited,
    isolation: options.isolation,
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) killProcess(pid);
      const timer = setTimeout(() => child.kill("SIGKILL"), INNER_KILL_MS);
      await exited;
      clearTimeout(timer);
    },
  });
}

function finish(launch: Launch, child: ChildProcess, parts: Pick<ServiceHandle, "pid" | "exited" | "isolation" | "kill">): ServiceHandle {
  const fds = launch.spec.fds ?? [];
  const channel = child.stdio[3 + fds.length];
  if (!(channel instanceof Duplex)) throw failed(launch.spec, "it has no channel");
  child.on("error", () => undefined); // a signal that found nobody
  const port = createChildPort(channel, () => void parts.kill());
  const stderrTail = child.stderr ? keepTail(child.stderr) : () => "";
  const pipe = (fd: number): Writable => {
    const stream = fds[fd - 3] === "pipe" ? child.stdio[fd] : null;
    if (!(stream instanceof Duplex)) throw new RangeError(`Descriptor ${String(fd)} is not a pipe.`);
    return stream;
  };
  return { ...parts, port, stderrTail, pipe };
}

/**
 * Flags of every service. No debugger can be switched on by a signal, and code that walks prototypes by `__proto__` fails at once.
 * @param only the one file that may be read, for Node's permission model; null leaves it off
 */
function nodeFlags(spec: ServiceSpec, only: string | null): string[] {
  return [
    ...["--disable-sigusr1", "--disable-proto=delete", "--no-global-search-paths"],
    `--max-old-space-size=${String(spec.maxHeapMiB ?? DEFAULT_HEAP_MIB)}`,
    ...(only === null ? [] : ["--permission", `--allow-fs-read=${only}`]),
  ];
}

/** What Node reads at start to find its IPC channel; it takes them out of its environment again. */
function channelEnv(inherited: number): Record<string, string> {
  return { NODE_CHANNEL_FD: String(3 + inherited), NODE_CHANNEL_SERIALIZATION_MODE: "json" };
}

function killGroup(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

function failed(spec: ServiceSpec, why: string): RpcError {
  const line = why.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
  return new RpcError("spawn_failed", `The process "${spec.id}" does not start: ${line}. Start Casemate again; if it happens again, install it again.`);
}
