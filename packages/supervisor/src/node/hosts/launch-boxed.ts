import type { Isolation } from "@casemate/contract";
import type { ChildProcess } from "node:child_process";
import { INSIDE } from "../confinement/box-arguments.ts";
import { DEFAULT_HEAP_MIB } from "../confinement/limits.ts";
import type { NodeLibraries } from "./node-libraries.ts";
import { innerExit, startBox, type StartedBox } from "./box.ts";
import {
  becameNode,
  channelEnv,
  exitOf,
  nodeFlags,
  POLL_MS,
  spawnFailed,
  stderrOf,
  toHandle,
  type Exit,
  type Launch,
} from "./launch.ts";
import { killProcess, processIsGone } from "./process-gone.ts";
import type { ServiceHandle } from "./service-types.ts";

/** After this time the outer process is killed too, which takes the box with it. Milliseconds. */
const INNER_KILL_MS = 2_000;

/** Starts a service in a box of its own. */
export async function launchBoxed(
  launch: Launch,
  options: { libraries: NodeLibraries; isolation: Isolation },
): Promise<ServiceHandle> {
  const { child, pid: starting } = start(launch, options.libraries);
  const stderrTail = stderrOf(child);
  const outer = exitOf(child);
  const pid = await starting.catch(() => null);
  if (pid === null || !(await becameNode(pid, launch.tools))) {
    if (pid !== null) killProcess(pid);
    child.kill("SIGKILL");
    await outer;
    throw spawnFailed(launch.spec, stderrTail());
  }
  const exited = outer.then((end) => whenAllGone(pid, end));
  return toHandle(launch, child, {
    pid,
    exited,
    isolation: options.isolation,
    kill: () => killBox(child, pid, exited),
    stderrTail,
  });
}

function start({ spec, tools, node, bundle, nodeModules }: Launch, libraries: NodeLibraries): StartedBox {
  const inside = `${INSIDE.services}/${spec.id}.mjs`;
  const fds = spec.fds ?? [];
  const parser = spec.host === "parser-box";
  return startBox({
    tools,
    profile: parser ? "parser" : "runtime",
    plan: {
      node,
      libraries,
      bundle: { outside: bundle, inside },
      readOnlyDirs: spec.readOnlyDirs ?? [],
      links: spec.links ?? [],
      nodeModules,
      env: { HOME: INSIDE.home, ...spec.env, ...channelEnv(fds.length) },
    },
    maxHeapMiB: spec.maxHeapMiB ?? DEFAULT_HEAP_MIB,
    command: [INSIDE.node, ...nodeFlags(spec, parser ? inside : null), inside],
    stdout: "ignore",
    inherited: [...fds, "pipe"],
  });
}

/** The first process of a PID namespace is gone only after every other one in it. It outlives bubblewrap only when that was killed. */
async function whenAllGone(pid: number, end: Exit): Promise<Exit> {
  while (!processIsGone(pid)) {
    killProcess(pid);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return innerExit(end);
}

async function killBox(child: ChildProcess, pid: number, exited: Promise<Exit>): Promise<void> {
  // Until bubblewrap was waited for, the number cannot belong to somebody else.
  if (child.exitCode === null && child.signalCode === null) killProcess(pid);
  const timer = setTimeout(() => child.kill("SIGKILL"), INNER_KILL_MS);
  await exited;
  clearTimeout(timer);
}
