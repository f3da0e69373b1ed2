import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

export interface Layout {
  readonly home: string;
  readonly db: string;
  readonly head: string;
  readonly key: string;
  /** Eight MiB kept for the day the disk is full. */
  readonly reserve: string;
  /** A log under construction. Its last file is the key: without it, nothing was begun. */
  readonly staging: string;
}

const NAMES = ["ledger.db", "ledger.head", "ledger.key"] as const;

export function layoutOf(home: string): Layout {
  const at = (name: string): string => join(home, name);
  return {
    home,
    db: at("ledger.db"),
    head: at("ledger.head"),
    key: at("ledger.key"),
    reserve: at("ledger.reserve"),
    staging: at("ledger.creating"),
  };
}

/** Which of the three files are there; a link, folder or device under the name does not count. */
export function presentFiles(layout: Layout): {
  readonly db: boolean;
  readonly head: boolean;
  readonly key: boolean;
} {
  return { db: isFile(layout.db), head: isFile(layout.head), key: isFile(layout.key) };
}

/** True when this data directory was used before: its vault holds something. A log must then exist. */
export function isUsedHome(layout: Layout): boolean {
  const vault = join(layout.home, "vault");
  return existsSync(vault) && readdirSync(vault).length > 0;
}

/** Names the folder that the present files move to before the new ones take their place; written last, it decides the exchange. */
const SET_ASIDE = "set-aside";
/** Old logs, whole ones and damaged ones, each in a folder of its own. */
export const ARCHIVE = "ledger-archive";
/** Written before the files of a database are moved: SQLite's own names. */
const SIDE_FILES = ["ledger.db-wal", "ledger.db-shm", "ledger.db-journal"] as const;
/** Everything of a log that stands in the data directory itself, but the archive. */
export const LOG_FILES: readonly string[] = [...NAMES, ...SIDE_FILES, "ledger.reserve", "ledger.creating"];

/**
 * Makes the three files of a new log so that a crash at any point leaves either none or a creation that the next start ends:
 * all are written to a folder of their own (`fill` must leave them there, flushed, the key last), then moved.
 */
export function stageNewLog(layout: Layout, fill: (staged: Layout) => void): void {
  prepareStaging(layout, fill);
  finishCreation(layout);
}

/**
 * The same where a log stands already: once the new one is complete, `decided` runs (the old one can be closed there) and the old one's files
 * are moved to `ledger-archive/<name>`. A crash before leaves the old log as it was; one after is made up for by the next start. Whatever has
 * the old files open must have closed them when this is called.
 */
export function exchangeLog(layout: Layout, name: string): void {
  writeNewFile(join(layout.staging, SET_ASIDE), Buffer.from(name));
  syncFolder(layout.staging);
  finishCreation(layout);
}

/** The first half of either: a folder with a whole new log. */
export function prepareStaging(layout: Layout, fill: (staged: Layout) => void): void {
  rmSync(layout.staging, { recursive: true, force: true });
  mkdirSync(layout.staging, { mode: 0o700 });
  fill(layoutOf(layout.staging));
  syncFolder(layout.staging);
}

/** Where an old log of this name lies. */
export function archived(layout: Layout, name: string): Layout {
  return layoutOf(join(layout.home, ARCHIVE, name));
}

/** True when a crash cut off the exchange of a log that had been decided. */
export function isExchanging(layout: Layout): boolean {
  return existsSync(join(layout.staging, SET_ASIDE));
}

/** Ends a creation or an exchange that a crash cut off; clears away one that had not got far enough to count. */
export function finishCreation(layout: Layout): void {
  if (!existsSync(layout.staging)) return;
  const marker = join(layout.staging, SET_ASIDE);
  const aside = existsSync(marker) ? archived(layout, readFileSync(marker, "utf8")) : null;
  // The key moves last, so "key in neither place" means that staging never finished.
  if (existsSync(join(layout.staging, "ledger.key"))) {
    if (aside) moveAside(layout, aside);
    for (const name of NAMES) {
      const from = join(layout.staging, name);
      const to = join(layout.home, name);
      if (existsSync(from) && !existsSync(to)) renameSync(from, to);
    }
    syncFolder(layout.home);
  }
  rmSync(layout.staging, { recursive: true, force: true });
  syncFolder(layout.home);
}

/** What still waits in staging has not taken the old one's place: there the old file stands. */
function moveAside(layout: Layout, aside: Layout): void {
  mkdirSync(aside.home, { recursive: true, mode: 0o700 });
  const waiting = NAMES.filter((name) => existsSync(join(layout.staging, name)));
  const old = waiting.includes("ledger.db") ? [...SIDE_FILES, ...waiting] : waiting;
  for (const name of old) {
    const from = join(layout.home, name);
    if (existsSync(from)) renameSync(from, join(aside.home, name));
  }
  syncFolder(aside.home);
  syncFolder(layout.home);
}

/** A new file with these bytes, flushed, readable by its owner only. Throws EEXIST when there is one. */
export function writeNewFile(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, "wx", 0o600);
  try {
    let done = 0;
    while (done < bytes.length) done += writeSync(fd, bytes, done);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function syncFolder(path: string): void {
  if (process.platform === "win32") return; // folders cannot be opened there; NTFS journals renames
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
