import { migration as m0001 } from "./0001-log.ts";
import { migration as m0002 } from "./0002-tree.ts";
import { migration as m0003 } from "./0003-incidents.ts";
import type { Migration } from "./migration.ts";

/** Steps are only ever added: one file each, one row here. */
export const MIGRATIONS: readonly Migration[] = [m0001, m0002, m0003];
/** The shape this version writes. A database with a higher one was written by a newer Casemate. */
export const SCHEMA_VERSION = Math.max(...MIGRATIONS.map(({ version }) => version));
