// Types only: the native module itself is handed down from src/entry.
import type BetterSqlite3 from "better-sqlite3";

export type Sqlite = BetterSqlite3.Database;
/** The constructor of better-sqlite3. */
export type SqliteOpener = new (path: string, options?: BetterSqlite3.Options) => Sqlite;

/** SQLite's result name ("SQLITE_FULL"), a system error's ("ENOSPC"), or "". */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}
