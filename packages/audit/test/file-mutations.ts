import { copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeHeadFile, slotOffset } from "../src/node/head-file.ts";
import { signHead } from "../src/node/head.ts";
import { readLogKey } from "../src/node/log-key.ts";
import { recordHash } from "../src/node/record-hash.ts";
import { bodyOf, put, type Mutation } from "./log-edit.ts";

/** What can be done to the files of a log, with the answer that `ledger.verify` must give. */
export const FILE_MUTATIONS: readonly Mutation[] = [
  [
    "record of another log put in",
    "foreign",
    4,
    ({ home, other, sql }) => {
      let stranger: object = {};
      sql(other, (db) => {
        stranger = bodyOf(db, 4);
      });
      sql(home, (db) => put(db, 4, stranger));
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
      writeFileSync(join(home, "ledger.head"), Buffer.alloc(8192, 65));
    },
  ],
  [
    "older place of the head file overwritten",
    "truncated",
    12,
    ({ home }) => {
      const bytes = readFileSync(join(home, "ledger.head"));
      writeFileSync(join(home, "ledger.head"), bytes.fill(65, slotOffset(11), slotOffset(11) + 512));
    },
  ],
  [
    "newest record removed, head put back by one out of the other place",
    "truncated",
    11,
    ({ home, sql }) => {
      const bytes = readFileSync(join(home, "ledger.head"));
      const previous = bytes.toString("latin1", slotOffset(11), slotOffset(11) + 512).trimEnd();
      writeFileSync(join(home, "ledger.head"), bytes.fill(0, slotOffset(12), slotOffset(12) + 512));
      sql(home, (db) => {
        db.exec("DELETE FROM record WHERE seq = 11");
        db.prepare("UPDATE head SET text = ?").run(`${previous}\n`);
      });
    },
  ],
  [
    "head file of long ago",
    "head",
    null,
    ({ home, sql }) => {
      const { key, publicKey } = readLogKey(readFileSync(join(home, "ledger.key"), "utf8"));
      sql(home, (db) => {
        const text = db.prepare<[], string>("SELECT text FROM head").pluck().get() ?? "";
        const log = /^log (.*)$/m.exec(text)?.[1] ?? "";
        const hash = recordHash(JSON.stringify(bodyOf(db, 2)));
        writeFileSync(
          join(home, "ledger.head"),
          encodeHeadFile(
            signHead({ log, size: 3, hash, signedAt: "2026-11-01T00:00:00.000Z", publicKey }, key),
          ),
        );
      });
    },
  ],
];
