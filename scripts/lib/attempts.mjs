// Remembers what could not be had, so that every start does not wait for the same failure. Runs on Node 18.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "./paths.mjs";

/** A failed download is tried again after a day. */
const rememberMs = 24 * 60 * 60_000;

const file = join(cacheDir, "attempts.json");

/** @returns {Record<string, number>} what failed → when, in ms since 1970 */
function read() {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {}; // none yet, or not ours: nothing is remembered
  }
}

/** @param {Record<string, number>} attempts */
function write(attempts) {
  mkdirSync(cacheDir, { recursive: true });
  const draft = `${file}.${String(process.pid)}.tmp`;
  writeFileSync(draft, JSON.stringify(attempts));
  renameSync(draft, file);
}

/**
 * True when this was tried in vain within the last day. `--retry` on the command line forgets it.
 * @param {string} what
 */
export function failedLately(what) {
  const at = read()[what];
  return at !== undefined && Math.abs(Date.now() - at) < rememberMs && !process.argv.includes("--retry");
}

/** @param {string} what */
export function rememberFailure(what) {
  write({ ...read(), [what]: Date.now() });
}
