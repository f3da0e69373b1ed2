// One at a time, across processes. Runs on Node 18 without anything installed.
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { cacheDir } from "./paths.mjs";

/** How often a waiting process looks again. */
const pollMs = 100;

/** Left-over folders of ended processes are removed once they are this old; by then nobody can be taking over from them. */
const leftOverMs = 10 * 60_000;

/**
 * Runs `work` while holding the named lock; a second process waits. A lock whose owner has ended is taken over.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {(owner: number) => void} [onWait] called once when another process, by number, holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(name, work, onWait) {
  mkdirSync(cacheDir, { recursive: true });
  const token = randomUUID();
  const lock = join(cacheDir, `${name}.lock`);
  sweep(name);
  let told = false;
  while (!tryTake(lock, token)) {
    const owner = readOwner(lock);
    if (owner !== undefined && !isAlive(owner)) {
      setAside(lock, owner.token);
      continue;
    }
    if (!told && owner !== undefined) onWait?.(owner.pid);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  const release = () => {
    if (readOwner(lock)?.token !== token) return;
    // Moved away in one step before it is removed: an emptied folder under the lock's name could be taken over by the next owner and
    // then be removed under its feet.
    const done = `${lock}.${token}`;
    renameSync(lock, done);
    rmSync(done, { recursive: true, force: true });
  };
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.removeListener("exit", release);
    release();
  }
}

/** @typedef {{ pid: number, started: string, token: string }} Owner */

/**
 * The lock is a folder that is made complete under another name and then renamed: renaming onto a folder with something in it
 * fails, so exactly one process wins and nobody ever sees a lock without its owner.
 * @param {string} lock
 * @param {string} token
 */
function tryTake(lock, token) {
  const draft = `${lock}.${token}`;
  mkdirSync(draft, { recursive: true });
  /** @type {Owner} */
  const owner = { pid: process.pid, started: startTime(process.pid), token };
  writeFileSync(join(draft, "owner.json"), JSON.stringify(owner));
  try {
    renameSync(draft, lock);
    return true;
  } catch {
    rmSync(draft, { recursive: true, force: true });
    return false;
  }
}

/**
 * @param {string} lock
 * @returns {Owner | undefined}
 */
function readOwner(lock) {
  try {
    return JSON.parse(readFileSync(join(lock, "owner.json"), "utf8"));
  } catch {
    return undefined; // released between two looks
  }
}

/**
 * Moves a dead owner's lock away under a name made of its token. The folder stays there for a while: a second process that saw
 * the same dead owner then cannot move the new owner's lock to that name.
 * @param {string} lock
 * @param {string} token
 */
function setAside(lock, token) {
  try {
    renameSync(lock, `${lock}.${token}`);
  } catch {
    // somebody else was quicker
  }
}

/** @param {string} name */
function sweep(name) {
  for (const entry of readdirSync(cacheDir)) {
    if (!entry.startsWith(`${name}.lock.`)) continue;
    const path = join(cacheDir, entry);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > leftOverMs)
      rmSync(path, { recursive: true, force: true });
  }
}

/**
 * False when the process has ended, also when its number has been given to another one since (Linux).
 * @param {Owner} owner
 */
function isAlive(owner) {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // alive, another user's
  }
  const now = startTime(owner.pid);
  return now === "" || owner.started === "" || now === owner.started;
}

/**
 * When a process started, in the kernel's clock ticks; empty where that cannot be read.
 * @param {number} pid
 */
function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
