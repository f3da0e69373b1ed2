// Starts boxes and prints what came of every attempt in them. A program of its own, so that the test can run it as another user.
//   node confine-driver.ts SERVICES_DIR NODE NODE_MODULES REPOSITORY_FILE
import { openSync, realpathSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { INSIDE } from "../src/node/confinement/box-arguments.ts";
import { findNodeLibraries } from "../src/node/hosts/node-libraries.ts";
import { readNetCounters } from "../src/node/confinement/net-counters.ts";
import { findTools } from "../src/node/confinement/tools.ts";
import { innerExit, startBox } from "../src/node/hosts/box.ts";
import type { ServiceHandle } from "../src/node/hosts/service-types.ts";
import { createSpawner } from "../src/node/hosts/spawn-service.ts";
import type { Targets } from "./attempts.ts";

const [servicesDir = "", node = "", nodeModules = "", repositoryFile = ""] = process.argv.slice(2);
const spawner = createSpawner({ node, servicesDir, manifest: null, nodeModules });

function listen(where: number | string): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    if (typeof where === "number")
      server.listen(where, "127.0.0.1", () => {
        resolve(server);
      });
    else
      server.listen(where, () => {
        resolve(server);
      });
  });
}

function ask(handle: ServiceHandle, what: string, targets?: Targets): Promise<unknown> {
  return Promise.race([
    new Promise((resolve) => {
      handle.port.onMessage(resolve);
      handle.port.send({ what, targets });
    }),
    handle.exited.then((exited) => ({ exited })),
  ]);
}

async function inBox(host: "parser-box" | "runtime-box", targets: Targets) {
  const handle = await spawner.spawn({ id: "attempts", host, fds: [openSync(repositoryFile, "r")] });
  const results = await ask(handle, "attempts", targets);
  const { attempts, netns } = readNetCounters(handle.pid);
  await handle.kill();
  return {
    results,
    attempts,
    ownNetwork: netns !== null && netns !== readNetCounters(process.pid).netns,
    level: handle.isolation.level,
  };
}

async function hoarding(what: "heap" | "buffers") {
  const handle = await spawner.spawn({
    id: "attempts",
    host: "parser-box",
    fds: [openSync(repositoryFile, "r")],
    maxHeapMiB: 64,
  });
  const result = await ask(handle, what);
  await handle.kill();
  return result;
}

/** System calls made directly in the box of a profile, without Node's permission model in the way. */
async function native(profile: "parser" | "runtime", ...extra: string[]) {
  const { child, pid } = startBox({
    tools: findTools(undefined),
    profile,
    plan: {
      node: realpathSync(node),
      libraries: await findNodeLibraries(node),
      bundle: {
        outside: join(servicesDir, "native-attempts.mjs"),
        inside: `${INSIDE.services}/native-attempts.mjs`,
      },
      links: [],
      readOnlyDirs: [join(nodeModules, "koffi"), join(nodeModules, "@koromix")],
      nodeModules,
      env: {},
    },
    maxHeapMiB: 64,
    command: [INSIDE.node, `${INSIDE.services}/native-attempts.mjs`, ...extra],
    stdout: "pipe",
    inherited: [],
  });
  await pid;
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const end = await new Promise((resolve) => {
    child.on("close", (code, signal) => {
      resolve(innerExit({ code, signal }));
    });
  });
  return text === "" ? end : (JSON.parse(text) as unknown);
}

const socketPath = join(servicesDir, `listening-${String(process.pid)}`);
const servers = [
  await listen(0),
  await listen(socketPath),
  await listen(`\0casemate-test-${String(process.pid)}`),
];
const address = servers[0]?.address();
const targets: Targets = {
  repositoryFile,
  supervisorPid: process.pid,
  listeningPort: typeof address === "object" && address ? address.port : 0,
  listeningSocket: socketPath,
};
const report = {
  isolation: await spawner.isolation(),
  parser: await inBox("parser-box", targets),
  runtime: await inBox("runtime-box", targets),
  heap: await hoarding("heap"),
  buffers: await hoarding("buffers"),
  native:
    process.arch === "x64"
      ? {
          parser: await native("parser"),
          runtime: await native("runtime"),
          x32: await native("parser", "x32"),
        }
      : null,
};
rmSync(socketPath, { force: true });
console.log(JSON.stringify(report));
process.exit(0);
