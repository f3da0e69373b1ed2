import type { Migration } from "./migration.ts";

/**
 * `record.body` is the canonical JSON that is hashed. `head` holds the signed head, one row, written in the same transaction
 * as its record. `open_intent` lists intents without a known outcome, so that a start need not search for them; `settled` is
 * 1 once "unknown" was written for it.
 */
export const migration: Migration = {
  version: 1,
  sql: `
CREATE TABLE record (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 0), text TEXT NOT NULL) STRICT;
CREATE TABLE open_intent (seq INTEGER PRIMARY KEY, settled INTEGER NOT NULL) STRICT;
`,
};
