import { chmodSync } from "node:fs";
import { MIGRATIONS, SCHEMA_VERSION } from "./migrations/index.ts";
import type { Sqlite, SqliteOpener } from "./sqlite.ts";

/** "CmLg": tells `file` and us that this is a Casemate log. */
export const APPLICATION_ID = 0x436d4c67;
/** Logs that were linear chains of hashes: kept as they are, and followed by a new log that names them. */
export const CHAIN_VERSION = 1;
/** The first shape whose records are leaves of a tree; what came before is not turned into it. */
const TREE_VERSION = 2;
/** How long an ended ledger's lock may still be in the way, in milliseconds. */
const BUSY_MS = 5_000;

export function createDatabase(Sqlite: SqliteOpener, path: string): Sqlite {
  const db = new Sqlite(path, { timeout: BUSY_MS });
  chmodSync(path, 0o600);
  db.pragma(`application_id = ${String(APPLICATION_ID)}`);
  prepare(db);
  migrate(db);
  return db;
}

/** Opens and locks: a second writer gets SQLITE_BUSY. Throws SQLite's errors. */
export function openDatabase(Sqlite: SqliteOpener, path: string): Sqlite {
  const db = new Sqlite(path, { timeout: BUSY_MS, fileMustExist: true });
  try {
    chmodSync(path, 0o600);
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function schemaVersion(db: Sqlite): number {
  return Number(db.pragma("user_version", { simple: true }));
}

/** Each missing step up to version `to` in its own transaction. */
export function migrate(db: Sqlite, to = SCHEMA_VERSION): void {
  for (const { version, sql } of MIGRATIONS) {
    if (version <= schemaVersion(db) || version > to) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${String(version)}`);
    })();
  }
}

/**
 * True when tables, indexes, triggers and views are exactly the ones that our migrations make up to the database's own version: a planted trigger
 * is found here. Old logs keep the shape they had when they were set aside.
 */
export function schemaIsOurs(Sqlite: SqliteOpener, db: Sqlite): boolean {
  const model = new Sqlite(":memory:");
  try {
    const version = schemaVersion(db);
    migrate(model, version);
    const ours =
      Number(db.pragma("application_id", { simple: true })) === APPLICATION_ID &&
      version >= TREE_VERSION &&
      version <= SCHEMA_VERSION;
    return ours && describe(model) === describe(db);
  } finally {
    model.close();
  }
}

/** True when it is shaped like the logs before the tree, and not only numbered so. */
export function isChainLog(Sqlite: SqliteOpener, db: Sqlite): boolean {
  if (schemaVersion(db) !== CHAIN_VERSION) return false;
  const model = new Sqlite(":memory:");
  try {
    migrate(model, CHAIN_VERSION);
    return describe(model) === describe(db);
  } finally {
    model.close();
  }
}

function describe(db: Sqlite): string {
  return JSON.stringify(
    db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").all(),
  );
}

function prepare(db: Sqlite): void {
  // Exclusive before WAL: no shared-memory file is made, and the lock is held until the process ends.
  db.pragma("locking_mode = EXCLUSIVE");
  db.pragma("trusted_schema = OFF");
  db.pragma("cell_size_check = ON");
  // What is forgotten is overwritten, not only marked as free.
  db.pragma("secure_delete = ON");
  db.pragma("journal_mode = WAL");
  // Every commit is flushed before it returns: "durable" is the promise of ledger.append.
  db.pragma("synchronous = FULL");
  db.exec("BEGIN IMMEDIATE; COMMIT");
}
