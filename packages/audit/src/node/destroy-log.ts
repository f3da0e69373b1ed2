import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  rmSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { ARCHIVE, layoutOf, LOG_FILES } from "./layout.ts";

/** Larger than a key file; whatever else stands under the name is overwritten that far and removed. */
const MAX_KEY_BYTES = 64 * 1024;

/** Of the database so much is overwritten: a log of some ten thousand records. */
const MAX_SPOILT_BYTES = 8 * 1024 * 1024;

/** Key files of this log, of one that was being made, and of older ones. */
function keyFiles(home: string): string[] {
  const { key, staging } = layoutOf(home);
  const archive = join(home, ARCHIVE);
  const old = isFolder(archive) ? readdirSync(archive).map((name) => join(archive, name)) : [];
  return [key, ...[staging, ...old].filter(isFolder).map((folder) => join(folder, "ledger.key"))];
}

/** Not a link to one: what that points to is none of ours. Nor a file that somebody put there. */
function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Key files that are still there, by their paths. */
export function logKeysLeft(home: string): string[] {
  return keyFiles(home).filter((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
}

/** Overwrites and removes the keys of all logs. Nothing may have them open. Throws the system's error of the first that stays, after all were tried. */
export function destroyLogKeys(home: string): number {
  let problem: unknown = null;
  const found = logKeysLeft(home);
  for (const path of found) {
    try {
      overwrite(path);
    } catch {
      // a link, a folder, a second name, a disk that cannot be written: it is removed all the same
    }
    try {
      unlinkSync(path);
    } catch (error) {
      problem ??= error;
    }
  }
  if (problem !== null) throw problem instanceof Error ? problem : new Error("A key could not be removed.");
  return found.length;
}

/** The log's other files, their beginnings overwritten as far as that goes. What stays is named by `logFilesLeft`. */
export function removeLog(home: string): void {
  for (const path of logFilesLeft(home)) {
    try {
      overwrite(path, MAX_SPOILT_BYTES);
    } catch {
      // folders, and what cannot be written
    }
    rmSync(path, { recursive: true, force: true });
  }
}

export function logFilesLeft(home: string): string[] {
  return [...LOG_FILES.map((name) => join(home, name)), join(home, ARCHIVE)].filter(
    (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined,
  );
}

function overwrite(path: string, most = MAX_KEY_BYTES): void {
  const follow = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK | follow);
  try {
    const { nlink, size } = fstatSync(fd);
    if (nlink > 1) throw new Error("it has another name, and is somebody's copy there");
    const bytes = randomBytes(Math.min(most, size));
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
