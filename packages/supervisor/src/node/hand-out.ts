import { closeSync, fsyncSync, linkSync, lstatSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file where a person wants to have it: complete under its name or not at all, readable by its owner only. `replace`: whether a plain
 * file that is there already may go; anything else never does. Throws the system's error, or RangeError for what is no plain file.
 */
export function handOut(path: string, bytes: Uint8Array, replace: boolean): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found && !found.isFile()) throw new RangeError("what is there is not a plain file");
  const draft = `${path}.${String(process.pid)}.part`;
  writeFlushed(draft, bytes);
  try {
    // A link, unlike a rename, never replaces what appeared meanwhile.
    if (replace) renameSync(draft, path);
    else linkSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  flushFolder(dirname(path));
}

function writeFlushed(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, "wx", 0o600);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

function flushFolder(path: string): void {
  if (process.platform === "win32") return; // folders cannot be opened there
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
