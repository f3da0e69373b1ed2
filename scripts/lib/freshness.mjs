// Decides whether a build is still up to date, by names, sizes and times only. Runs on Node 18 without anything installed.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { distDir, root } from "./paths.mjs";

/**
 * What each part of the build is made from, as files and folders of the checkout. The launcher asks for all of them on every
 * start, so a digest of contents would cost more than the start itself.
 */
export const inputsByTarget = {
  services: ["packages", "package-lock.json", "scripts/lib/bundle.mjs"],
  cli: ["packages", "apps/cli", "package-lock.json", "scripts/lib/bundle.mjs"],
  desktop: ["packages", "apps/desktop", "package-lock.json", "scripts/lib/bundle.mjs"],
  renderer: [
    "packages/contract",
    "apps/renderer",
    "package-lock.json",
    "scripts/lib/bundle.mjs",
    "tsconfig.base.json",
  ],
};

/** @typedef {keyof typeof inputsByTarget} Target */

/** @type {readonly Target[]} */
export const targets = ["services", "cli", "desktop", "renderer"];

const skippedFolders = new Set(["node_modules", "dist", "test", "vectors"]);
const skippedFiles = /\.(test|test-d|test-support)\.tsx?$|\.md$/;

/**
 * Digest of names, sizes and modification times of everything a target is made from.
 * @param {Target} target
 */
export function inputDigest(target) {
  const hash = createHash("sha256");
  for (const input of inputsByTarget[target]) add(hash, input);
  return hash.digest("hex");
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} path relative to the checkout
 */
function add(hash, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) {
    hash.update(`${path}\0${String(stat.size)}\0${String(stat.mtimeMs)}\n`);
    return;
  }
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.isDirectory() ? skippedFolders.has(entry.name) : skippedFiles.test(entry.name)) continue;
    add(hash, `${path}/${entry.name}`);
  }
}

/**
 * @param {Target} target
 * @returns {string} path of the file that says what a target was built from
 */
export function stampFile(target) {
  return join(distDir, `.built-${target}.json`);
}

/**
 * @typedef {{ inputs: string, outputs: Record<string, string> }} Stamp digest of the inputs; output path → size and time
 */

/**
 * Size and time of a built file as the stamp holds them.
 * @param {string} path relative to `dist`
 * @returns {string | undefined} undefined when it is missing
 */
export function outputMark(path) {
  const stat = statSync(join(distDir, path), { throwIfNoEntry: false });
  return stat === undefined ? undefined : `${String(stat.size)} ${String(stat.mtimeMs)}`;
}

/**
 * True when a target was built from the present sources and nobody has touched what was built.
 * @param {Target} target
 */
export function isFresh(target) {
  try {
    /** @type {Stamp} */
    const stamp = JSON.parse(readFileSync(stampFile(target), "utf8"));
    if (stamp.inputs !== inputDigest(target)) return false;
    return Object.entries(stamp.outputs).every(([path, mark]) => outputMark(path) === mark);
  } catch {
    return false; // no stamp, or one that is not ours: build
  }
}

/**
 * False for an application that has no source file in this checkout.
 * @param {Target} target
 */
export function hasSources(target) {
  if (target === "services") return true;
  const folder = join(root, "apps", target, "src");
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true }).some((name) => /\.tsx?$/.test(String(name)));
}
