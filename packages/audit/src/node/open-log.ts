import { chmodSync } from "node:fs";
import { problem, type Problem } from "../common/problem.ts";
import { createLog } from "./create-log.ts";
import { CHAIN_VERSION, isChainLog, migrate, openDatabase, schemaIsOurs, schemaVersion } from "./database.ts";
import { openHeadFile, type HeadFile } from "./head-file.ts";
import { openKeyFile, type KeyFile, type LogKeys } from "./key-file.ts";
import {
  exchangeLog,
  finishCreation,
  isExchanging,
  isUsedHome,
  prepareStaging,
  presentFiles,
  stageNewLog,
  type Layout,
} from "./layout.ts";
import { SCHEMA_VERSION } from "./migrations/index.ts";
import { errorCode, type Sqlite, type SqliteOpener } from "./sqlite.ts";
import { createStore, type Store } from "./store.ts";

export interface OpenFiles {
  readonly db: Sqlite;
  readonly store: Store;
  readonly headFile: HeadFile;
  readonly keyFile: KeyFile;
  readonly keys: LogKeys;
}

/** `files` as far as they could be opened: a damaged log can still be read. */
export interface Opened {
  readonly files: Partial<OpenFiles>;
  readonly damage: Problem | null;
}

/**
 * Opens the log, or makes one in a data directory that never had one. Damage is a result, not an error. Throws when another
 * process has the log open (SQLITE_BUSY) and for system errors while making a new one (disk full, no rights).
 */
export function openLog(Sqlite: SqliteOpener, layout: Layout, now: () => Date): Opened {
  // A construction left behind in a used directory is not trusted to be ours: the log was there before. An exchange is decided by us only.
  if (!isUsedHome(layout) || isExchanging(layout)) finishCreation(layout);
  const found = presentFiles(layout);
  if (!found.db && !found.head && !found.key) {
    if (isUsedHome(layout)) return { files: {}, damage: missing("the log's files are") };
    stageNewLog(layout, (staged) => {
      createLog(Sqlite, staged, now);
    });
  } else if (!found.db) return { files: {}, damage: missing("ledger.db is") };
  else if (isOldFormat(Sqlite, layout)) followOldFormat(Sqlite, layout, now);
  else addTables(Sqlite, layout);
  return openFiles(Sqlite, layout);
}

/** Steps after the tree only add tables. A database that is not ours as it is gets none; opening it says what is wrong. */
function addTables(Sqlite: SqliteOpener, layout: Layout): void {
  try {
    const db = openDatabase(Sqlite, layout.db);
    if (schemaVersion(db) < SCHEMA_VERSION && schemaIsOurs(Sqlite, db)) migrate(db);
    db.close();
  } catch (error) {
    if (errorCode(error).startsWith("SQLITE_BUSY")) throw error;
  }
}

/** Every part of the log that can be opened. Writes nothing. */
export function openFiles(Sqlite: SqliteOpener, layout: Layout): Opened {
  const opened = openStore(Sqlite, layout);
  if (!("store" in opened)) return { files: {}, damage: opened };
  const present = presentFiles(layout);
  if (!present.head) return { files: opened, damage: missing("ledger.head is") };
  if (!present.key) return { files: opened, damage: missing("ledger.key is") };
  chmodSync(layout.head, 0o600);
  chmodSync(layout.key, 0o600);
  const [headFile, keyFile] = [openHeadFile(layout.head), openKeyFile(layout.key)];
  const files = { ...opened, headFile, keyFile };
  const keys = keyFile.read();
  return keys
    ? { files: { ...files, keys }, damage: null }
    : { files, damage: problem("signature", null, "ledger.key does not hold keys of Casemate's.") };
}

export function closeFiles({ db, headFile, keyFile }: Partial<OpenFiles>): void {
  headFile?.close();
  keyFile?.close();
  db?.close();
}

function openStore(
  Sqlite: SqliteOpener,
  layout: Layout,
): { readonly db: Sqlite; readonly store: Store } | Problem {
  let db: Sqlite | null = null;
  try {
    db = openDatabase(Sqlite, layout.db);
    if (schemaVersion(db) > SCHEMA_VERSION) throw new OpenProblem(newer(schemaVersion(db)));
    if (!schemaIsOurs(Sqlite, db))
      throw new OpenProblem(
        problem("schema", null, "ledger.db does not have the tables of a log: it was altered or exchanged."),
      );
    return { db, store: createStore(db) };
  } catch (error) {
    db?.close();
    if (error instanceof OpenProblem) return error.found;
    if (errorCode(error).startsWith("SQLITE_BUSY")) throw error;
    return unreadable(error);
  }
}

/** A key of today beside it says that there was a log of today: then the old tables were put in its place. */
function isOldFormat(Sqlite: SqliteOpener, layout: Layout): boolean {
  try {
    const db = openDatabase(Sqlite, layout.db);
    const chain = isChainLog(Sqlite, db);
    db.close();
    return chain && !hasKeys(layout);
  } catch (error) {
    if (errorCode(error).startsWith("SQLITE_BUSY")) throw error;
    return false;
  }
}

function hasKeys(layout: Layout): boolean {
  if (!presentFiles(layout).key) return false;
  const keyFile = openKeyFile(layout.key);
  try {
    return keyFile.read() !== null;
  } finally {
    keyFile.close();
  }
}

function followOldFormat(Sqlite: SqliteOpener, layout: Layout, now: () => Date): void {
  prepareStaging(layout, (staged) => {
    createLog(Sqlite, staged, now, { reason: "older format", format: CHAIN_VERSION, damaged: true });
  });
  exchangeLog(
    layout,
    `format-1-${now()
      .toISOString()
      .replace(/[^0-9TZ]/g, "")}`,
  );
}

export function unreadable(error: unknown, at: number | null = null): Problem {
  const where = at === null ? "" : ` from record ${String(at)} on`;
  const why = errorCode(error) || (error instanceof RangeError ? error.message : "unknown problem");
  return problem("unreadable", at, `ledger.db cannot be read${where} (${why}).`);
}

function missing(what: string): Problem {
  return problem("missing", null, `The log is missing: ${what} gone from a data directory that was in use.`);
}

function newer(version: number): Problem {
  return {
    problem: "newer",
    firstBad: null,
    message: `The log was written by a newer version of Casemate (shape ${String(version)}, this one knows ${String(SCHEMA_VERSION)}). Update Casemate.`,
  };
}

class OpenProblem extends Error {
  readonly found: Problem;
  constructor(found: Problem) {
    super(found.message);
    this.found = found;
  }
}
