import type { Migration } from "./migration.ts";

/**
 * Version 2: records are leaves of a Merkle tree. `record.body` is the canonical JSON of the fields ("" when pruned), `salts` 16 bytes for each
 * of them, `digest` the SHA-256 over the commitments. `tail` says where the
 * log ends, with a code under the epoch's key over what is not sealed. `tile` holds full tiles of the tree (C2SP
 * tlog-tiles, 256 hashes) with the root over each. `checkpoint.note` is a signed checkpoint, one per epoch. `open_intent` lists intents without an
 * outcome, so that a start need not search for them.
 *
 * A log of version 1 is not turned into one of version 2: its records were hashed otherwise. `openLog` sets it aside and links to it.
 */
export const migration: Migration = {
  version: 2,
  sql: `
DROP TABLE record;
DROP TABLE head;
DROP TABLE open_intent;
CREATE TABLE record (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, salts BLOB NOT NULL, digest BLOB NOT NULL) STRICT;
CREATE TABLE tile (level INTEGER NOT NULL, n INTEGER NOT NULL, hashes BLOB NOT NULL, root BLOB NOT NULL, PRIMARY KEY (level, n)) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint (epoch INTEGER PRIMARY KEY, size INTEGER NOT NULL UNIQUE, note TEXT NOT NULL) STRICT;
CREATE TABLE tail (id INTEGER PRIMARY KEY CHECK (id = 0), size INTEGER NOT NULL, code TEXT NOT NULL) STRICT;
CREATE TABLE open_intent (seq INTEGER PRIMARY KEY) STRICT;
`,
};
