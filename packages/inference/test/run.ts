import { connect, processPort, type Client } from "@casemate/contract";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import type { EventEmitter } from "node:events";
import { closeSync, existsSync, openSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { runtimeContract } from "../src/common/runtime-contract.ts";
import { runtimePackageDirs } from "../src/node/runtime-packages.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const bundle = join(root, "dist", "services", "runtime.mjs");
const modelFolder = process.env["CASEMATE_TEST_MODELS"] ?? join(root, "..", "shared", "models");

/** The story model shared beside the repository; tests that need it are skipped by name when it is absent. */
export const storyModel = join(modelFolder, "stories260K.gguf");
export const hasStoryModel = existsSync(storyModel);
export const hasBubblewrap =
  process.platform === "linux" &&
  spawnSync("bwrap", ["--unshare-all", "--ro-bind", "/", "/", "true"]).status === 0;

export interface RuntimeChild {
  readonly client: Client<typeof runtimeContract>;
  readonly process: ChildProcess;
  readonly exited: Promise<void>;
}

/** Starts the shipped bundle with the file on descriptor 3, as it would run without a box. */
export function startRuntime(modelPath: string): RuntimeChild {
  return start(modelPath, process.execPath, [bundle], { HOME: "/nonexistent" });
}

/** Starts the bundle in a box like the supervisor's: no network, no home, only the listed packages. */
export function startBoxedRuntime(modelPath: string): RuntimeChild {
  const node = realpathSync(process.execPath);
  const modules = join(root, "node_modules");
  const packages = runtimePackageDirs(modules).flatMap((path) => [
    "--ro-bind",
    path,
    path.replace(realpathSync(modules), "/app/node_modules"),
  ]);
  const box = [
    ...["--unshare-all", "--die-with-parent", "--cap-drop", "ALL", "--clearenv", "--setenv", "HOME", "/home"],
    ...["--setenv", "NODE_CHANNEL_FD", "4", "--setenv", "NODE_CHANNEL_SERIALIZATION_MODE", "json"],
    ...[
      "--ro-bind",
      "/usr",
      "/usr",
      "--ro-bind-try",
      "/lib",
      "/lib",
      "--ro-bind-try",
      "/lib64",
      "/lib64",
      "--tmpfs",
      "/home",
      "--proc",
      "/proc",
      "--dev",
      "/dev",
    ],
    ...["--ro-bind", node, "/node", "--ro-bind", bundle, "/app/services/runtime.mjs", ...packages],
  ];
  return start(modelPath, "bwrap", [...box, "/node", "/app/services/runtime.mjs"], {});
}

function start(
  modelPath: string,
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): RuntimeChild {
  const descriptor = openSync(modelPath, "r");
  const child = spawn(command, args, {
    stdio: ["ignore", "inherit", "inherit", descriptor, "ipc"],
    serialization: "json",
    env: { PATH: process.env["PATH"], ...env },
  });
  closeSync(descriptor);
  const exited = new Promise<void>((resolve) => {
    child.on("exit", () => {
      resolve();
    });
  });
  const events: EventEmitter = child;
  const port = processPort({
    send: (message) => child.send(message),
    on: (event, listener) => events.on(event, listener),
  });
  return { client: connect(runtimeContract, port), process: child, exited };
}
