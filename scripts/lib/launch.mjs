// Makes the command line runnable and runs it under the pinned Node. Runs on Node 18 without anything installed.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ended, forwardSignals } from "./child.mjs";
import { dependenciesAreInstalled } from "./dependencies.mjs";
import { hasSources, isFresh } from "./freshness.mjs";
import { childStdio, passphraseDescriptor } from "./passphrase-fd.mjs";
import { distDir, root } from "./paths.mjs";
import { findPinnedNode, noPinnedNode } from "./pinned-node.mjs";

/** @typedef {import("./freshness.mjs").Target} Target */

/**
 * Sets up and builds what is missing; progress goes to stderr.
 * @param {readonly Target[]} needed
 * @returns {Promise<string>} the pinned Node
 * @throws Error with one sentence
 */
export async function makeReady(needed) {
  if (!dependenciesAreInstalled()) {
    const { setUp } = await import("./setup.mjs");
    await setUp();
  }
  const node = findPinnedNode();
  if (node === undefined) throw new Error(noPinnedNode);
  const stale = needed.filter((target) => hasSources(target) && !isFresh(target));
  if (stale.length > 0) {
    const build = spawn(node, [join(root, "scripts", "build.mjs"), ...stale], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    if ((await ended(build)) !== 0) throw new Error("The console could not be built; the reason is above.");
  }
  return node;
}

/**
 * Runs `casemate ARGS…` with this process's streams and signals.
 * @param {readonly string[]} args
 * @returns {Promise<number>} the command's exit code; 2 after one sentence on stderr when it could not be started
 */
export async function launch(args) {
  try {
    const stdio = childStdio(passphraseDescriptor(args));
    /** @type {Target[]} */
    const needed = args[0] === "serve" ? ["services", "cli", "renderer"] : ["services", "cli"];
    const node = await makeReady(needed);
    const child = spawn(node, [join(distDir, "cli.mjs"), ...args], {
      stdio,
      // So that the command ends, and locks, when this process is killed without having had a word.
      env: { ...process.env, CASEMATE_LAUNCHER: String(process.pid) },
    });
    forwardSignals(child);
    return await ended(child);
  } catch (error) {
    process.stderr.write(`casemate: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}
