import { migration as m0001 } from "./0001-log.ts";

/** One step of the database's shape. Steps are only ever added: one file each, one row below. */
export interface Migration {
  /** What `PRAGMA user_version` says afterwards. */
  readonly version: number;
  readonly sql: string;
}

export const MIGRATIONS: readonly Migration[] = [m0001];
/** The shape this version writes. A database with a higher one was written by a newer Casemate. */
export const SCHEMA_VERSION = Math.max(...MIGRATIONS.map(({ version }) => version));
