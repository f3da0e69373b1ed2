// Installs what the lock file names, once. Runs on Node 18 without anything installed.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { findNpm, run } from "./child.mjs";
import { withLock } from "./lock.mjs";
import { root } from "./paths.mjs";
import { findPinnedNode, noPinnedNode } from "./pinned-node.mjs";

/** @typedef {(line: string) => void} Say */

const modules = join(root, "node_modules");
const stampFile = join(modules, ".casemate-setup.json");

/** A line is printed this often while npm works in silence. */
const heartbeatMs = 10_000;

/** npm prints much; only its last lines say what went wrong. */
const shownLines = 15;

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage */

/** The parts of a package.json that decide what has to be installed. */
const decidingFields = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "overrides",
];

/** Digest of everything that decides what belongs in node_modules, with the platform. */
function wantedDigest() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  hash.update(readFileSync(join(root, "package-lock.json")));
  for (const file of packageFiles()) {
    /** @type {Record<string, unknown>} */
    const description = JSON.parse(readFileSync(join(root, file), "utf8"));
    hash.update(`${file} ${JSON.stringify(decidingFields.map((field) => description[field] ?? null))}\n`);
  }
  return hash.digest("hex");
}

/** package.json of the checkout and of every workspace, in a fixed order. */
function packageFiles() {
  const files = ["package.json"];
  for (const parent of ["packages", "apps"]) {
    for (const name of readdirSync(join(root, parent)).sort()) files.push(`${parent}/${name}/package.json`);
  }
  files.push("e2e/package.json");
  return files.filter((file) => {
    try {
      return readFileSync(join(root, file)).length > 0;
    } catch {
      return false; // a folder without a package
    }
  });
}

/** True when nothing has to be installed. Costs a few milliseconds. */
export function dependenciesAreInstalled() {
  try {
    /** @type {{ wanted?: string }} */
    const stamp = JSON.parse(readFileSync(stampFile, "utf8"));
    return stamp.wanted === wantedDigest() && findPinnedNode() !== undefined;
  } catch {
    return false; // never set up by us
  }
}

/**
 * True when node_modules already holds every required package in the locked version, as npm's own record says: somebody ran npm by
 * hand. Installing again would pull files from under whatever runs from there.
 */
function alreadyMatches() {
  try {
    const locked = lockedPackages("package-lock.json");
    const present = lockedPackages(join("node_modules", ".package-lock.json"));
    for (const [path, entry] of Object.entries(locked)) {
      if (path === "") continue;
      const other = present[path];
      if (other === undefined ? entry.optional !== true : !sameVersion(entry, other)) return false;
    }
    return Object.keys(present).every((path) => path in locked) && findPinnedNode() !== undefined;
  } catch {
    return false; // no record: not installed, or an installation that was interrupted
  }
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function lockedPackages(file) {
  /** @type {{ packages?: Record<string, LockedPackage> }} */
  const lock = JSON.parse(readFileSync(join(root, file), "utf8"));
  return lock.packages ?? {};
}

/**
 * @param {LockedPackage} a
 * @param {LockedPackage} b
 */
function sameVersion(a, b) {
  return a.version === b.version && a.integrity === b.integrity && a.link === b.link;
}

function writeStamp() {
  writeFileSync(stampFile, `${JSON.stringify({ wanted: wantedDigest() })}\n`);
}

/**
 * Makes node_modules match the lock file. A second process doing the same waits and finds it done.
 * @param {Say} say
 * @throws Error with one sentence that says what failed and what to do
 */
export async function installDependencies(say) {
  if (dependenciesAreInstalled()) return;
  await withLock(
    "setup",
    async () => {
      if (dependenciesAreInstalled()) return;
      if (!alreadyMatches()) await npmCi(say);
      if (findPinnedNode() === undefined) throw new Error(noPinnedNode);
      writeStamp();
    },
    (owner) => {
      say(`waiting for process ${String(owner)}, which is setting up`);
    },
  );
}

/** @param {Say} say */
async function npmCi(say) {
  const npm = findNpm();
  if (npm === undefined) {
    throw new Error(
      "npm was not found beside Node or on PATH; install npm (it comes with Node) and start again.",
    );
  }
  if (process.platform === "win32" && process.execPath.startsWith(modules + sep)) {
    throw new Error(
      "The dependencies have changed; run `npm ci` once with the Node installed on this machine.",
    );
  }
  say("installing dependencies and Node 26 from the lock file (1.2 GB, about a minute)");
  const start = Date.now();
  const seconds = () => String(Math.round((Date.now() - start) / 1000));
  const timer = setInterval(() => {
    say(`still installing, ${seconds()} s`);
  }, heartbeatMs);
  try {
    const args = [
      ...npm.args,
      "ci",
      "--include=dev",
      "--include=optional",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
    ];
    const { code, output } = await run(npm.file, args, { env: npmEnvironment() });
    if (code !== 0) {
      const end = output.trimEnd().split("\n").slice(-shownLines).join("\n");
      throw new Error(
        `\`npm ci\` failed; what it said last:\n${end}\nCheck the network connection and start again.`,
      );
    }
  } finally {
    clearInterval(timer);
  }
  say(`dependencies installed in ${seconds()} s`);
}

/** This process's environment without what `npm test` itself put there: it would override the checkout's own settings. */
function npmEnvironment() {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^npm_(config_(omit|include|global|production|dry_run)|lifecycle|package|command)/.test(name)) {
      Reflect.deleteProperty(env, name);
    }
  }
  Reflect.deleteProperty(env, "NODE_ENV"); // "production" would leave out what builds the console
  return env;
}
