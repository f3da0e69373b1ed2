import { SAMPLE } from "./log-fixture.ts";
import { bodyOf, forge, put, rowOf, shift, type Mutation } from "./log-edit.ts";
import type { Sqlite } from "../src/node/sqlite.ts";

const { early, late, earlyEpoch, lateEpoch, size } = SAMPLE;

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

/** The same change where a full tile says what belongs at each place, and where only the epoch as a whole was signed. */
const inBoth = (
  name: string,
  problem: string,
  [inTile, inEpoch]: readonly [number, number],
  change: (db: Sqlite, at: number) => void,
): Mutation[] => [
  inDatabase(`${name}, in a full tile`, problem, inTile, (db) => {
    change(db, early);
  }),
  inDatabase(`${name}, behind the last full tile`, problem, inEpoch, (db) => {
    change(db, late);
  }),
];

/** What can be done to a log with SQL, with the answer that `ledger.verify` must give. */
export const DATABASE_MUTATIONS: readonly Mutation[] = [
  ...inBoth("text of a record edited", "edited", [early, late], (db, at) =>
    db.prepare("UPDATE record SET body = replace(body, 'model', 'vault') WHERE seq = ?").run(at),
  ),
  ...inBoth("member added to a text", "edited", [early, late], (db, at) =>
    db.prepare(`UPDATE record SET body = '{"a":1,' || substr(body, 2) WHERE seq = ?`).run(at),
  ),
  ...inBoth("member repeated in a text", "edited", [early, late], (db, at) =>
    db.prepare(`UPDATE record SET body = '{"action":"x",' || substr(body, 2) WHERE seq = ?`).run(at),
  ),
  ...inBoth("space added to a text", "edited", [early, late], (db, at) =>
    db.prepare("UPDATE record SET body = body || ' ' WHERE seq = ?").run(at),
  ),
  ...inBoth("salt edited", "edited", [early, late], (db, at) =>
    db.prepare("UPDATE record SET salts = zeroblob(length(salts)) WHERE seq = ?").run(at),
  ),
  ...inBoth("salts cut short", "edited", [early, late], (db, at) =>
    db.prepare("UPDATE record SET salts = substr(salts, 1, 16) WHERE seq = ?").run(at),
  ),
  ...inBoth("digest edited", "edited", [early, late], (db, at) =>
    db.prepare("UPDATE record SET digest = zeroblob(32) WHERE seq = ?").run(at),
  ),
  ...inBoth("record edited, commitments made to fit", "edited", [early, lateEpoch[0]], (db, at) => {
    forge(db, at, { ...bodyOf(db, at), action: "model.remove" });
  }),
  ...inBoth("two neighbours edited, commitments made to fit", "edited", [early, lateEpoch[0]], (db, at) => {
    forge(db, at, { ...bodyOf(db, at), action: "model.show" });
    forge(db, at - 1, { ...bodyOf(db, at - 1), action: "model.show" });
  }).map(([name, problem, at, change]): Mutation => [name, problem, at === early ? early - 1 : at, change]),
  ...inBoth("record deleted", "deleted", [early, late], (db, at) =>
    db.prepare("DELETE FROM record WHERE seq = ?").run(at),
  ),
  ...inBoth("record deleted, the rest renumbered", "deleted", [early, lateEpoch[0]], (db, at) => {
    db.prepare("DELETE FROM record WHERE seq = ?").run(at);
    shift(db, at + 1, -1);
  }),
  ...inBoth("two records exchanged", "reordered", [early - 1, late - 1], (db, at) => {
    const [one, two] = [rowOf(db, at - 1), rowOf(db, at)];
    put(db, at - 1, two);
    put(db, at, one);
  }),
  ...inBoth("record repeated, the rest renumbered", "duplicated", [early + 1, late + 1], (db, at) => {
    const row = rowOf(db, at);
    shift(db, at + 1, 1);
    put(db, at + 1, row);
  }),
  ...inBoth("record inserted, the rest renumbered", "inserted", [early, late], (db, at) => {
    shift(db, at, 1);
    forge(db, at, { ...bodyOf(db, at + 1), action: "model.show" });
  }),
  ...inBoth("text forgotten without a word", "pruned", [early, late], (db, at) =>
    db.prepare("UPDATE record SET body = '', salts = x'' WHERE seq = ?").run(at),
  ),
  inDatabase("first record edited", "edited", 0, (db) => {
    const body = bodyOf(db, 0);
    forge(db, 0, { ...body, detail: { ...body.detail, publicKey: body.detail["epochKey"] } });
  }),
  inDatabase("record replaced by text that is not a record", "edited", 6, (db) =>
    db.exec("UPDATE record SET body = '[1]' WHERE seq = 6"),
  ),
  inDatabase("first record deleted", "deleted", 0, (db) => db.exec("DELETE FROM record WHERE seq = 0")),
  inDatabase("seal deleted", "deleted", earlyEpoch[1] - 1, (db) =>
    db.prepare("DELETE FROM record WHERE seq = ?").run(earlyEpoch[1] - 1),
  ),
  inDatabase("seal names another key", "edited", earlyEpoch[1] - 1, (db) => {
    const at = earlyEpoch[1] - 1;
    const body = bodyOf(db, at);
    forge(db, at, { ...body, detail: { ...body.detail, nextKey: Buffer.alloc(32, 1).toString("base64") } });
  }),
  inDatabase("record added at the end", "inserted", size, (db) => {
    put(db, size, rowOf(db, size - 2));
  }),
  inDatabase("newest record removed", "truncated", size - 1, (db) =>
    db.prepare("DELETE FROM record WHERE seq = ?").run(size - 1),
  ),
  inDatabase("newest epoch removed, its checkpoint too", "rolled_back", lateEpoch[1], (db) => {
    db.prepare("DELETE FROM record WHERE seq >= ?").run(lateEpoch[1]);
    db.exec("DELETE FROM checkpoint WHERE epoch = (SELECT max(epoch) FROM checkpoint)");
    db.prepare("UPDATE tail SET size = ?").run(lateEpoch[1]);
  }),
  inDatabase("every record removed", "emptied", 0, (db) =>
    db.exec("DELETE FROM record; DELETE FROM open_intent"),
  ),
  inDatabase("checkpoints removed", "signature", null, (db) => db.exec("DELETE FROM checkpoint")),
  inDatabase("an epoch's checkpoint removed", "epoch", null, (db) =>
    db.prepare("DELETE FROM checkpoint WHERE size = ?").run(earlyEpoch[1]),
  ),
  inDatabase("a checkpoint's size edited", "signature", null, (db) =>
    db.exec(
      "UPDATE checkpoint SET note = replace(note, char(10) || '108' || char(10), char(10) || '107' || char(10))",
    ),
  ),
  inDatabase("a checkpoint's root edited", "signature", null, (db) =>
    db
      .prepare(
        "UPDATE checkpoint SET note = replace(note, substr(note, instr(note, '108') + 4, 4), 'AAAA') WHERE size = ?",
      )
      .run(earlyEpoch[1]),
  ),
  inDatabase("the epoch's signature stripped", "signature", null, (db) =>
    db
      .prepare("UPDATE checkpoint SET note = substr(note, 1, instr(note, '/epoch/') - 48) WHERE size = ?")
      .run(earlyEpoch[1]),
  ),
  inDatabase("signatures of two checkpoints mixed", "signature", null, (db) => {
    const note = (at: number): string =>
      db.prepare<[number], string>("SELECT note FROM checkpoint WHERE size = ?").pluck().get(at) ?? "";
    const [mine, theirs] = [note(earlyEpoch[1]), note(lateEpoch[1])];
    const mixed = `${mine.split("\n\n")[0] ?? ""}\n\n${theirs.split("\n\n")[1] ?? ""}`;
    db.prepare("UPDATE checkpoint SET note = ? WHERE size = ?").run(mixed, earlyEpoch[1]);
  }),
  inDatabase("a signature line repeated", "signature", null, (db) => {
    db.prepare(
      "UPDATE checkpoint SET note = note || substr(note, instr(note, char(10) || char(10)) + 2) WHERE size = ?",
    ).run(earlyEpoch[1]);
  }),
  inDatabase("a tile removed", "tree", 0, (db) => db.exec("DELETE FROM tile")),
  inDatabase("a tile's root edited", "tree", 0, (db) => db.exec("UPDATE tile SET root = zeroblob(32)")),
  inDatabase("a tile's hash edited", "tree", 0, (db) => db.exec("UPDATE tile SET hashes = zeroblob(8192)")),
  inDatabase("record edited, its tile made to fit", "edited", earlyEpoch[0], (db) => {
    forge(db, early, { ...bodyOf(db, early), action: "model.remove" });
    db.exec("DELETE FROM tile");
  }),
  inDatabase("list of open intents altered", "open_intents", 3, (db) =>
    db.exec("INSERT INTO open_intent (seq) VALUES (3)"),
  ),
  inDatabase("trigger planted", "schema", null, (db) =>
    db.exec("CREATE TRIGGER quiet AFTER INSERT ON record BEGIN DELETE FROM record WHERE seq = new.seq; END"),
  ),
  inDatabase("tables removed", "schema", null, (db) => db.exec("DROP TABLE record; DROP TABLE tail")),
  inDatabase("from the future", "newer", null, (db) => db.pragma("user_version = 99")),
  inDatabase("version erased", "schema", null, (db) => db.pragma("user_version = 0")),
];
