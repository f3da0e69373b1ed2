import BetterSqlite3 from "better-sqlite3";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signHead } from "./head.ts";
import { encodeHeadFile, slotOffset } from "./head-file.ts";
import { copyHome, newHome, note, open, removeHome, tickingClock, writeSampleLog } from "./log-fixture.ts";
import { readLogKey } from "./log-key.ts";
import { recordHash } from "./record-hash.ts";
import type { Sqlite } from "./sqlite.ts";

let sample = "";
let other = "";
const homes: string[] = [];
beforeAll(() => {
  sample = newHome();
  other = newHome();
  writeSampleLog(BetterSqlite3, sample);
  writeSampleLog(BetterSqlite3, other);
  homes.push(sample, other);
});
afterAll(() => {
  homes.forEach(removeHome);
});

function copyOf(home: string): string {
  const copy = copyHome(home);
  homes.push(copy);
  return copy;
}

interface Body {
  seq: number;
  prev: string;
  action: string;
}

function sql(home: string, change: (db: Sqlite) => void): void {
  const db = new BetterSqlite3(join(home, "ledger.db"));
  change(db);
  db.close();
}

function bodyOf(db: Sqlite, seq: number): Body {
  return JSON.parse(db.prepare<[number], string>("SELECT body FROM record WHERE seq = ?").pluck().get(seq) ?? "") as Body;
}

/** Writes a record with a hash that fits, as somebody would who read the source. */
function put(db: Sqlite, seq: number, body: object): string {
  const text = JSON.stringify(body);
  const hash = recordHash(text);
  db.prepare("INSERT INTO record (seq, body, hash) VALUES (?, ?, ?) ON CONFLICT (seq) DO UPDATE SET body = excluded.body, hash = excluded.hash").run(seq, text, hash);
  return hash;
}

/** Moves the records from `from` on by one place, up or down. */
function shift(db: Sqlite, from: number, by: 1 | -1): void {
  db.prepare("UPDATE record SET seq = -(seq + ?) - 1000 WHERE seq >= ?").run(by, from);
  db.exec("UPDATE record SET seq = -(seq + 1000) WHERE seq < 0");
}

function relink(db: Sqlite, from: number, prev: string): void {
  const end = db.prepare<[], number>("SELECT max(seq) FROM record").pluck().get() ?? 0;
  for (let seq = from, before = prev; seq <= end; seq++) before = put(db, seq, { ...bodyOf(db, seq), seq, prev: before });
}

type Mutation = readonly [name: string, problem: string, firstBad: number | null, change: (home: string) => void];

const inDatabase = (name: string, problem: string, firstBad: number | null, change: (db: Sqlite) => void): Mutation => [
  name,
  problem,
  firstBad,
  (home) => { sql(home, change); },
];

const MUTATIONS: readonly Mutation[] = [
  inDatabase("text of a record edited", "edited", 4, (db) => db.exec("UPDATE record SET body = replace(body, 'import', 'remove') WHERE seq = 4")),
  inDatabase("hash of a record edited", "edited", 4, (db) => db.exec("UPDATE record SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE seq = 4")),
  inDatabase("record edited, hash made to fit", "edited", 4, (db) => put(db, 4, { ...bodyOf(db, 4), action: "model.remove" })),
  inDatabase("two neighbours edited, hashes made to fit", "edited", 3, (db) => {
    put(db, 3, { ...bodyOf(db, 3), action: "model.show" });
    put(db, 4, { ...bodyOf(db, 4), action: "model.show" });
  }),
  inDatabase("last record edited, hash made to fit", "edited", 11, (db) => put(db, 11, { ...bodyOf(db, 11), action: "vault.open" })),
  inDatabase("record edited, everything after it linked anew", "edited", 11, (db) => {
    relink(db, 5, put(db, 4, { ...bodyOf(db, 4), action: "model.remove" }));
  }),
  inDatabase("first record edited", "edited", 0, (db) => put(db, 0, { ...bodyOf(db, 0), prev: "1".repeat(64) })),
  inDatabase("record replaced by text that is not a record", "edited", 6, (db) => put(db, 6, ["not a record"])),
  inDatabase("record made a blob of nothing", "edited", 6, (db) => db.exec("UPDATE record SET body = '', hash = '' WHERE seq = 6")),
  inDatabase("record deleted", "deleted", 5, (db) => db.exec("DELETE FROM record WHERE seq = 5")),
  inDatabase("first record deleted", "deleted", 0, (db) => db.exec("DELETE FROM record WHERE seq = 0")),
  inDatabase("record deleted, the rest renumbered", "deleted", 5, (db) => {
    db.exec("DELETE FROM record WHERE seq = 5");
    shift(db, 6, -1);
  }),
  inDatabase("two records exchanged", "reordered", 5, (db) => {
    const [five, six] = [bodyOf(db, 5), bodyOf(db, 6)];
    put(db, 5, six);
    put(db, 6, five);
  }),
  inDatabase("record repeated, the rest renumbered", "duplicated", 6, (db) => {
    const five = bodyOf(db, 5);
    shift(db, 6, 1);
    put(db, 6, five);
  }),
  inDatabase("record inserted, the rest renumbered", "inserted", 6, (db) => {
    const six = bodyOf(db, 6);
    shift(db, 6, 1);
    put(db, 6, { ...six, action: "model.show" });
  }),
  inDatabase("record added at the end", "inserted", 12, (db) => put(db, 12, { ...bodyOf(db, 11), seq: 12 })),
  inDatabase("newest record removed", "truncated", 11, (db) => db.exec("DELETE FROM record WHERE seq = 11")),
  inDatabase("newest five removed", "truncated", 7, (db) => db.exec("DELETE FROM record WHERE seq > 6")),
  inDatabase("every record removed", "emptied", 0, (db) => db.exec("DELETE FROM record; DELETE FROM open_intent")),
  inDatabase("signed head removed", "signature", null, (db) => db.exec("DELETE FROM head")),
  inDatabase("signed head edited", "signature", null, (db) => db.exec("UPDATE head SET text = replace(text, 'size 12', 'size 11')")),
  inDatabase("list of open intents altered", "open_intents", 3, (db) => db.exec("INSERT INTO open_intent (seq, settled) VALUES (3, 1)")),
  inDatabase("trigger planted", "schema", null, (db) => db.exec("CREATE TRIGGER quiet AFTER INSERT ON record BEGIN DELETE FROM record WHERE seq = new.seq; END")),
  inDatabase("tables removed", "schema", null, (db) => db.exec("DROP TABLE record; DROP TABLE head")),
  inDatabase("from the future", "newer", null, (db) => db.pragma("user_version = 99")),
  inDatabase("version erased", "schema", null, (db) => db.pragma("user_version = 0")),
  ["record of another log put in", "foreign", 4, (home) => {
    let stranger: object = {};
    sql(other, (db) => { stranger = bodyOf(db, 4); });
    sql(home, (db) => put(db, 4, stranger));
  }],
  ["database of another log", "foreign", null, (home) => { copyFileSync(join(other, "ledger.db"), join(home, "ledger.db")); }],
  ["database and head of another log", "foreign", null, (home) => {
    copyFileSync(join(other, "ledger.db"), join(home, "ledger.db"));
    copyFileSync(join(other, "ledger.head"), join(home, "ledger.head"));
  }],
  ["database deleted", "missing", null, (home) => { rmSync(join(home, "ledger.db")); }],
  ["head file deleted", "missing", null, (home) => { rmSync(join(home, "ledger.head")); }],
  ["key deleted", "missing", null, (home) => { rmSync(join(home, "ledger.key")); }],
  ["key exchanged", "foreign", null, (home) => { copyFileSync(join(other, "ledger.key"), join(home, "ledger.key")); }],
  ["key overwritten", "signature", null, (home) => { writeFileSync(join(home, "ledger.key"), "no key"); }],
  ["database and head deleted, key left", "missing", null, (home) => {
    rmSync(join(home, "ledger.db"));
    rmSync(join(home, "ledger.head"));
  }],
  ["everything deleted beside a vault", "missing", null, (home) => {
    ["ledger.db", "ledger.head", "ledger.key"].forEach((name) => { rmSync(join(home, name)); });
    mkdirSync(join(home, "vault"));
    writeFileSync(join(home, "vault", "header"), "x");
  }],
  ["database replaced by an empty file", "schema", null, (home) => { truncateSync(join(home, "ledger.db"), 0); }],
  ["database replaced by noise", "unreadable", null, (home) => { writeFileSync(join(home, "ledger.db"), Buffer.alloc(8192, 7)); }],
  ["database cut in half", "unreadable", null, (home) => { truncateSync(join(home, "ledger.db"), 8192); }],
  ["database a folder", "missing", null, (home) => {
    rmSync(join(home, "ledger.db"));
    mkdirSync(join(home, "ledger.db"));
  }],
  ["head file emptied", "signature", null, (home) => { truncateSync(join(home, "ledger.head"), 0); }],
  ["head file overwritten", "signature", null, (home) => { writeFileSync(join(home, "ledger.head"), Buffer.alloc(8192, 65)); }],
  ["older place of the head file overwritten", "truncated", 12, (home) => {
    const bytes = readFileSync(join(home, "ledger.head"));
    writeFileSync(join(home, "ledger.head"), bytes.fill(65, slotOffset(11), slotOffset(11) + 512));
  }],
  ["newest record removed, head put back by one out of the other place", "truncated", 11, (home) => {
    const bytes = readFileSync(join(home, "ledger.head"));
    const previous = bytes.toString("latin1", slotOffset(11), slotOffset(11) + 512).trimEnd();
    writeFileSync(join(home, "ledger.head"), bytes.fill(0, slotOffset(12), slotOffset(12) + 512));
    sql(home, (db) => {
      db.exec("DELETE FROM record WHERE seq = 11");
      db.prepare("UPDATE head SET text = ?").run(`${previous}\n`);
    });
  }],
  ["head file of long ago", "head", null, (home) => {
    const { key, publicKey } = readLogKey(readFileSync(join(home, "ledger.key"), "utf8"));
    sql(home, (db) => {
      const text = db.prepare<[], string>("SELECT text FROM head").pluck().get() ?? "";
      const log = /^log (.*)$/m.exec(text)?.[1] ?? "";
      const hash = recordHash(JSON.stringify(bodyOf(db, 2)));
      writeFileSync(join(home, "ledger.head"), encodeHeadFile(signHead({ log, size: 3, hash, signedAt: "2026-11-01T00:00:00.000Z", publicKey }, key)));
    });
  }],
];

describe("ledger.verify", () => {
  it.each(MUTATIONS)("%s: %s at %s", async (_name, problem, firstBad, change) => {
    const home = copyOf(sample);
    change(home);
    const ledger = open(BetterSqlite3, home);
    const found = await ledger.verify();
    const after = attempt(() => ledger.append(note("late")));
    const { total } = ledger.tail(null, 500);
    ledger.close();
    expect({ ok: found.ok, problem: found.problem, firstBad: found.firstBad, state: ledger.status().state, after, tail: total >= 0 }).toEqual({
      ok: false,
      problem,
      firstBad,
      state: "damaged",
      after: "damaged",
      tail: true,
    });
    expect(found.message).toMatch(/\.$/);
  });

  it("finds nothing in the unchanged twin, and says what it checked", async () => {
    const ledger = open(BetterSqlite3, copyOf(sample));
    const { ms: _ms, head, ...found } = await ledger.verify();
    ledger.close();
    expect({ ...found, size: head?.size }).toEqual({
      ok: true,
      records: 12,
      firstBad: null,
      problem: null,
      message: "All 12 records are whole, in order and signed (2026-11-01T00:00:11.000Z).",
      size: 12,
    });
  });

  it("mentions a clock that ran backwards and passes", async () => {
    const home = newHome();
    homes.push(home);
    const ledger = open(BetterSqlite3, home, tickingClock(-1000));
    ledger.append(note("first"));
    const found = await ledger.verify();
    ledger.close();
    expect([found.ok, found.message.includes("clock had been set back when record 1 was written")]).toEqual([true, true]);
  });

  it("walks on while records are appended", async () => {
    const ledger = open(BetterSqlite3, copyOf(sample));
    const walking = ledger.verify();
    ledger.append(note("meanwhile"));
    const found = await walking;
    const again = await ledger.verify();
    ledger.close();
    expect([found.ok, found.records, again.ok, again.records]).toEqual([true, 12, true, 13]);
  });

  it("notices that its files were deleted under it", async () => {
    const home = copyOf(sample);
    const ledger = open(BetterSqlite3, home);
    rmSync(join(home, "ledger.db"));
    const answer = attempt(() => ledger.append(note("late")));
    const { problem } = await ledger.verify();
    ledger.close();
    expect([answer, problem, existsSync(join(home, "ledger.db"))]).toEqual(["damaged", "missing", false]);
  });
});

function attempt(run: () => unknown): string {
  try {
    run();
    return "done";
  } catch (error) {
    return (error as { code?: string }).code ?? "unknown";
  }
}
