import { copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { put, rowOf, type Mutation, type Stored } from "./log-edit.ts";
import { SAMPLE } from "./log-fixture.ts";

/** What can be done to the files of a log, with the answer that `ledger.verify` must give. */
export const FILE_MUTATIONS: readonly Mutation[] = [
  [
    "record of another log put in",
    "edited",
    SAMPLE.early,
    ({ home, other, sql }) => {
      let stranger: Stored | null = null;
      sql(other, (db) => {
        stranger = rowOf(db, SAMPLE.early);
      });
      sql(home, (db) => {
        if (stranger) put(db, SAMPLE.early, stranger);
      });
    },
  ],
  [
    "an older copy of the database put back",
    "rolled_back",
    SAMPLE.lateEpoch[0],
    ({ home, earlier }) => {
      copyFileSync(join(earlier, "ledger.db"), join(home, "ledger.db"));
    },
  ],
  [
    "older copies of database and head put back",
    "rolled_back",
    SAMPLE.lateEpoch[0],
    ({ home, earlier }) => {
      copyFileSync(join(earlier, "ledger.db"), join(home, "ledger.db"));
      copyFileSync(join(earlier, "ledger.head"), join(home, "ledger.head"));
    },
  ],
  [
    "older copies of database and key put back",
    "truncated",
    SAMPLE.lateEpoch[0],
    ({ home, earlier }) => {
      copyFileSync(join(earlier, "ledger.db"), join(home, "ledger.db"));
      copyFileSync(join(earlier, "ledger.key"), join(home, "ledger.key"));
    },
  ],
  [
    "an older copy of the key put back",
    "rolled_back",
    null,
    ({ home, earlier }) => {
      copyFileSync(join(earlier, "ledger.key"), join(home, "ledger.key"));
    },
  ],
  [
    "an older copy of the head put back",
    "head",
    null,
    ({ home, earlier }) => {
      copyFileSync(join(earlier, "ledger.head"), join(home, "ledger.head"));
    },
  ],
  [
    "database of another log",
    "foreign",
    null,
    ({ home, other }) => {
      copyFileSync(join(other, "ledger.db"), join(home, "ledger.db"));
    },
  ],
  [
    "database and head of another log",
    "foreign",
    null,
    ({ home, other }) => {
      copyFileSync(join(other, "ledger.db"), join(home, "ledger.db"));
      copyFileSync(join(other, "ledger.head"), join(home, "ledger.head"));
    },
  ],
  [
    "database deleted",
    "missing",
    null,
    ({ home }) => {
      rmSync(join(home, "ledger.db"));
    },
  ],
  [
    "head file deleted",
    "missing",
    null,
    ({ home }) => {
      rmSync(join(home, "ledger.head"));
    },
  ],
  [
    "key deleted",
    "missing",
    null,
    ({ home }) => {
      rmSync(join(home, "ledger.key"));
    },
  ],
  [
    "key exchanged",
    "foreign",
    null,
    ({ home, other }) => {
      copyFileSync(join(other, "ledger.key"), join(home, "ledger.key"));
    },
  ],
  [
    "key overwritten",
    "signature",
    null,
    ({ home }) => {
      writeFileSync(join(home, "ledger.key"), "no key");
    },
  ],
  [
    "database and head deleted, key left",
    "missing",
    null,
    ({ home }) => {
      rmSync(join(home, "ledger.db"));
      rmSync(join(home, "ledger.head"));
    },
  ],
  [
    "everything deleted beside a vault",
    "missing",
    null,
    ({ home }) => {
      ["ledger.db", "ledger.head", "ledger.key"].forEach((name) => {
        rmSync(join(home, name));
      });
      mkdirSync(join(home, "vault"));
      writeFileSync(join(home, "vault", "header"), "x");
    },
  ],
  [
    "database replaced by an empty file",
    "schema",
    null,
    ({ home }) => {
      truncateSync(join(home, "ledger.db"), 0);
    },
  ],
  [
    "database replaced by noise",
    "unreadable",
    null,
    ({ home }) => {
      writeFileSync(join(home, "ledger.db"), Buffer.alloc(8192, 7));
    },
  ],
  [
    "database cut in half",
    "unreadable",
    null,
    ({ home }) => {
      truncateSync(join(home, "ledger.db"), 8192);
    },
  ],
  [
    "database a folder",
    "missing",
    null,
    ({ home }) => {
      rmSync(join(home, "ledger.db"));
      mkdirSync(join(home, "ledger.db"));
    },
  ],
  [
    "head file emptied",
    "signature",
    null,
    ({ home }) => {
      truncateSync(join(home, "ledger.head"), 0);
    },
  ],
  [
    "head file overwritten",
    "signature",
    null,
    ({ home }) => {
      writeFileSync(join(home, "ledger.head"), Buffer.alloc(12_288, 65));
    },
  ],
  [
    "older checkpoint in the head file overwritten",
    "head",
    null,
    ({ home }) => {
      const bytes = readFileSync(join(home, "ledger.head"));
      // The newest is epoch 52, so the older one stands in the second place.
      writeFileSync(join(home, "ledger.head"), bytes.fill(65, 4096, 8192));
    },
  ],
  [
    "the running head names more records",
    "truncated",
    SAMPLE.size,
    ({ home }) => {
      const bytes = readFileSync(join(home, "ledger.head"));
      bytes.write(`size ${String(SAMPLE.size + 1)}`, bytes.indexOf("size ", 8192));
      writeFileSync(join(home, "ledger.head"), bytes);
    },
  ],
  [
    "the running head has another code",
    "head",
    SAMPLE.size - 1,
    ({ home }) => {
      const bytes = readFileSync(join(home, "ledger.head"));
      bytes.write("code " + "0".repeat(64), bytes.indexOf("code ", 8192));
      writeFileSync(join(home, "ledger.head"), bytes);
    },
  ],
];
