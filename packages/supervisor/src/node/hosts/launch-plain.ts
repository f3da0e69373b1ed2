import type { Isolation } from "@casemate/contract";
import { spawn, type ChildProcess } from "node:child_process";
import { DEFAULT_HEAP_MIB, limitPrefix, parentDeathPrefix } from "../confinement/limits.ts";
import {
  becameNode,
  channelEnv,
  exitOf,
  nodeFlags,
  spawnFailed,
  stderrOf,
  toHandle,
  type Launch,
} from "./launch.ts";
import { rememberProcess } from "./process-gone.ts";
import type { ServiceHandle } from "./service-types.ts";
import { withoutStrays } from "./stray-descriptors.ts";

/** Starts a service without a box. `permission`: with Node's own limits (no network, files, processes, workers or addons). */
export async function launchPlain(
  launch: Launch,
  options: { permission: boolean; isolation: Isolation },
): Promise<ServiceHandle> {
  const { spec } = launch;
  const child = startPlain(launch, options.permission);
  const stderrTail = stderrOf(child);
  const exited = exitOf(child);
  const { pid } = child;
  if (pid !== undefined) rememberProcess(pid);
  if (pid === undefined || !(await becameNode(pid, launch.tools))) {
    killGroup(child);
    await exited;
    throw spawnFailed(spec, stderrTail());
  }
  const kill = async (): Promise<void> => {
    killGroup(child);
    await exited;
  };
  return toHandle(launch, child, { pid, exited, isolation: options.isolation, kill, stderrTail });
}

function startPlain({ spec, tools, node, bundle }: Launch, permission: boolean): ChildProcess {
  const fds = spec.fds ?? [];
  const command = [
    ...parentDeathPrefix(tools),
    ...limitPrefix(tools, permission ? "parser" : "plain", spec.maxHeapMiB ?? DEFAULT_HEAP_MIB),
    node,
    ...nodeFlags(spec, permission ? bundle : null),
    bundle,
  ];
  return withoutStrays(["ignore", "ignore", "pipe", ...fds, "pipe"], (stdio) =>
    spawn(command[0] ?? node, command.slice(1), {
      stdio,
      env: { ...spec.env, ...channelEnv(fds.length) },
      cwd: "/",
      // Own process group: `kill` reaches what the service started, and Ctrl-C in a terminal reaches the supervisor alone.
      detached: true,
      windowsHide: true,
    }),
  );
}

/** A child that has not been waited for keeps its number, so nobody else can be hit. */
function killGroup(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
