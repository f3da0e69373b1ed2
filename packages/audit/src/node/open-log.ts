import { chmodSync, readFileSync } from "node:fs";
import { problem, type Problem } from "../common/problem.ts";
import { createLog } from "./create-log.ts";
import { migrate, openDatabase, schemaIsOurs, schemaVersion } from "./database.ts";
import { readHead, type SignedHead } from "./head.ts";
import { openHeadFile, type HeadFile } from "./head-file.ts";
import { finishCreation, isUsedHome, presentFiles, type Layout } from "./layout.ts";
import { readLogKey, type LogKey } from "./log-key.ts";
import { SCHEMA_VERSION } from "./migrations/index.ts";
import { reconcile } from "./reconcile.ts";
import { errorCode, type Sqlite, type SqliteOpener } from "./sqlite.ts";
import { createStore, type Store } from "./store.ts";
import { startWalk, step } from "./walk.ts";

/** Records at the end of the log that every start checks; the rest waits for `verify`. */
const QUICK_RECORDS = 64;
/** A PEM of an Ed25519 key has 119 bytes; a larger file is not one. */
const MAX_KEY_BYTES = 4096;

export interface Parts {
  readonly db: Sqlite | null;
  readonly store: Store | null;
  readonly headFile: HeadFile | null;
  readonly key: LogKey | null;
  /** The head in the database, when it is signed by our key. */
  readonly head: SignedHead | null;
  readonly damage: Problem | null;
  /** The head file lacks the last append: a crash came between. It is to be written before anything is appended. */
  readonly behind: boolean;
}

/** What the heads and the newest records say. */
export type HeadCheck = Pick<Parts, "head" | "damage" | "behind">;

/**
 * Opens the log, or makes one in a data directory that never had one. Damage is a result, not an error. Throws when another
 * process has the log open (SQLITE_BUSY) and for system errors while making a new one (disk full, no rights).
 */
export function openLog(Sqlite: SqliteOpener, layout: Layout, now: () => Date): Parts {
  // A construction left behind in a used directory is not trusted to be ours: the log was there before.
  if (!isUsedHome(layout)) finishCreation(layout);
  const present = presentFiles(layout);
  if (!present.db && !present.head && !present.key) {
    if (isUsedHome(layout)) return damaged(missing("the log's files are"));
    createLog(Sqlite, layout, now);
  } else if (!present.db) return damaged(missing("ledger.db is"));
  return openParts(Sqlite, layout);
}

function openParts(Sqlite: SqliteOpener, layout: Layout): Parts {
  const opened = openStore(Sqlite, layout);
  if (!("store" in opened)) return damaged(opened);
  const { db, store } = opened;
  const present = presentFiles(layout);
  const base = { db, store, headFile: null, key: null, head: null, behind: false };
  if (!present.head) return { ...base, damage: missing("ledger.head is") };
  if (!present.key) return { ...base, damage: missing("ledger.key is") };
  const key = openKey(layout);
  if ("problem" in key) return { ...base, damage: key };
  const headFile = openHeadFile(layout.head);
  chmodSync(layout.head, 0o600);
  return { ...base, headFile, key, ...checkHead(store, headFile, key) };
}

function openStore(
  Sqlite: SqliteOpener,
  layout: Layout,
): { readonly db: Sqlite; readonly store: Store } | Problem {
  let db: Sqlite | null = null;
  try {
    db = openDatabase(Sqlite, layout.db);
    if (schemaVersion(db) > SCHEMA_VERSION) throw new OpenProblem(newer(schemaVersion(db)));
    // Version 0 is nobody's: ours begin at 1 and arrive whole. Migrating it would turn an emptied file into a log.
    if (schemaVersion(db) > 0) migrate(db);
    if (!schemaIsOurs(Sqlite, db))
      throw new OpenProblem(
        problem("schema", null, "ledger.db does not have the tables of a log: it was altered or exchanged."),
      );
    return { db, store: createStore(db) };
  } catch (error) {
    db?.close();
    if (error instanceof OpenProblem) return error.found;
    if (errorCode(error).startsWith("SQLITE_BUSY")) throw error;
    return problem(
      "unreadable",
      null,
      `ledger.db cannot be read (${errorCode(error) || "unknown problem"}).`,
    );
  }
}

function openKey(layout: Layout): LogKey | Problem {
  try {
    chmodSync(layout.key, 0o600);
    const bytes = readFileSync(layout.key);
    if (bytes.length > MAX_KEY_BYTES) throw new RangeError("too long for a key");
    return readLogKey(bytes.toString("latin1"));
  } catch {
    return problem("signature", null, "ledger.key is not a key of Casemate's.");
  }
}

/** Both heads, their agreement, and the newest records. Writes nothing. */
export function checkHead(store: Store, headFile: HeadFile, key: LogKey): HeadCheck {
  const bad = (damage: Problem, head: SignedHead | null = null): HeadCheck => ({
    head,
    damage,
    behind: false,
  });
  try {
    const end = store.end();
    if (end === 0) return bad(problem("emptied", 0, "The log was emptied: ledger.db holds no record."));
    const head = readHead(store.headText() ?? "");
    if (!head)
      return bad(problem("signature", null, "The signed head in ledger.db is missing or was altered."));
    if (head.publicKey !== key.publicKey)
      return bad(
        problem(
          "foreign",
          null,
          "ledger.db was signed by another key than ledger.key: one of them was exchanged.",
        ),
      );
    const agreement = reconcile(head, headFile.read());
    if ("problem" in agreement) return bad(agreement, head);
    return { head, damage: checkEnd(store, head, end), behind: agreement.behind };
  } catch (error) {
    return bad(
      problem("unreadable", null, `ledger.db cannot be read (${errorCode(error) || "unknown problem"}).`),
    );
  }
}

/** The number of records and the newest ones against the head. */
function checkEnd(store: Store, head: SignedHead, end: number): Problem | null {
  if (end < head.size)
    return problem(
      "truncated",
      end,
      `The log ends too early: its head was signed over ${String(head.size)} records, ${String(end)} are there.`,
    );
  if (end > head.size)
    return problem(
      "inserted",
      head.size,
      `Record ${String(head.size)} was inserted: the signed head ends before it.`,
    );
  const from = Math.max(0, end - QUICK_RECORDS);
  const walk = startWalk(head.log);
  const [before] = from > 0 ? store.rows(from - 1, from) : [];
  if (before) walk.prev = before.hash;
  walk.next = from;
  for (const row of store.rows(from, end)) {
    const found = step(walk, row, store);
    if (found) return found;
  }
  return checkLast(walk.prev, head);
}

/** The last record against the head: it has no successor that would vouch for it. */
export function checkLast(lastHash: string, head: SignedHead): Problem | null {
  if (lastHash === head.hash) return null;
  return problem(
    "edited",
    head.size - 1,
    `Record ${String(head.size - 1)} was edited: the head was signed over another one.`,
  );
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

function damaged(damage: Problem): Parts {
  return { db: null, store: null, headFile: null, key: null, head: null, damage, behind: false };
}

class OpenProblem extends Error {
  readonly found: Problem;
  constructor(found: Problem) {
    super(found.message);
    this.found = found;
  }
}
