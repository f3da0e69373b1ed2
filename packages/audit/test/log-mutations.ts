import { bodyOf, put, relink, shift, type Mutation } from "./log-edit.ts";
import type { Sqlite } from "../src/node/sqlite.ts";

const inDatabase = (
  name: string,
  problem: string,
  firstBad: number | null,
  change: (db: Sqlite) => void,
): Mutation => [
  name,
  problem,
  firstBad,
  ({ home, sql }) => {
    sql(home, change);
  },
];

/** What can be done to a log with SQL, with the answer that `ledger.verify` must give. */
export const DATABASE_MUTATIONS: readonly Mutation[] = [
  inDatabase("text of a record edited", "edited", 4, (db) =>
    db.exec("UPDATE record SET body = replace(body, 'import', 'remove') WHERE seq = 4"),
  ),
  inDatabase("hash of a record edited", "edited", 4, (db) =>
    db.exec("UPDATE record SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE seq = 4"),
  ),
  inDatabase("record edited, hash made to fit", "edited", 4, (db) =>
    put(db, 4, { ...bodyOf(db, 4), action: "model.remove" }),
  ),
  inDatabase("two neighbours edited, hashes made to fit", "edited", 3, (db) => {
    put(db, 3, { ...bodyOf(db, 3), action: "model.show" });
    put(db, 4, { ...bodyOf(db, 4), action: "model.show" });
  }),
  inDatabase("last record edited, hash made to fit", "edited", 11, (db) =>
    put(db, 11, { ...bodyOf(db, 11), action: "vault.open" }),
  ),
  inDatabase("record edited, everything after it linked anew", "edited", 11, (db) => {
    relink(db, 5, put(db, 4, { ...bodyOf(db, 4), action: "model.remove" }));
  }),
  inDatabase("first record edited", "edited", 0, (db) =>
    put(db, 0, { ...bodyOf(db, 0), prev: "1".repeat(64) }),
  ),
  inDatabase("record replaced by text that is not a record", "edited", 6, (db) =>
    put(db, 6, ["not a record"]),
  ),
  inDatabase("record made a blob of nothing", "edited", 6, (db) =>
    db.exec("UPDATE record SET body = '', hash = '' WHERE seq = 6"),
  ),
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
  inDatabase("every record removed", "emptied", 0, (db) =>
    db.exec("DELETE FROM record; DELETE FROM open_intent"),
  ),
  inDatabase("signed head removed", "signature", null, (db) => db.exec("DELETE FROM head")),
  inDatabase("signed head edited", "signature", null, (db) =>
    db.exec("UPDATE head SET text = replace(text, 'size 12', 'size 11')"),
  ),
  inDatabase("list of open intents altered", "open_intents", 3, (db) =>
    db.exec("INSERT INTO open_intent (seq, settled) VALUES (3, 1)"),
  ),
  inDatabase("trigger planted", "schema", null, (db) =>
    db.exec("CREATE TRIGGER quiet AFTER INSERT ON record BEGIN DELETE FROM record WHERE seq = new.seq; END"),
  ),
  inDatabase("tables removed", "schema", null, (db) => db.exec("DROP TABLE record; DROP TABLE head")),
  inDatabase("from the future", "newer", null, (db) => db.pragma("user_version = 99")),
  inDatabase("version erased", "schema", null, (db) => db.pragma("user_version = 0")),
];
