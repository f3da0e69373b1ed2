import type { Migration } from "./migration.ts";

/**
 * Version 3: incidents. `body` is the JSON of one, `seq` the record of the log that was written with it and holds the body's SHA-256: who changes
 * a row alone is found out. `ended` is 1 for those that are resolved or dismissed; only they are ever deleted.
 */
export const migration: Migration = {
  version: 3,
  sql: `
CREATE TABLE incident (id TEXT PRIMARY KEY, class TEXT NOT NULL, ended INTEGER NOT NULL, opened TEXT NOT NULL, body TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX incident_order ON incident (ended, opened, id);
`,
};
