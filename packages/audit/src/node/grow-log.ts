import { readFileSync, writeFileSync } from "node:fs";
import type { LedgerEntry } from "../common/ledger-contract.ts";
import { prepareRecord } from "./append.ts";
import { openDatabase } from "./database.ts";
import { encodeHeadFile, encodeSlot, slotOffset } from "./head-file.ts";
import { readHead, signHead, type Head } from "./head.ts";
import { layoutOf } from "./layout.ts";
import { readLogKey } from "./log-key.ts";
import type { SqliteOpener } from "./sqlite.ts";
import { createStore } from "./store.ts";

/**
 * For benches only: fills a log that nobody has open up to `size` records (at least two) with copies of one note, in one
 * transaction, which the ledger itself never does. Returns the mean length of the new records' bodies, in bytes.
 */
export function growLogForBench(Sqlite: SqliteOpener, home: string, size: number, note: LedgerEntry): number {
  const layout = layoutOf(home);
  const { key } = readLogKey(readFileSync(layout.key, "latin1"));
  const db = openDatabase(Sqlite, layout.db);
  const store = createStore(db);
  const first = readHead(store.headText() ?? "");
  if (!first || first.size >= size) throw new RangeError("nothing to grow");
  const insert = db.prepare<[number, string, string]>(
    "INSERT INTO record (seq, body, hash) VALUES (?, ?, ?)",
  );
  const now = new Date();
  let [head, before]: [Head, Head] = [first, first];
  let bytes = 0;
  db.transaction(() => {
    while (head.size < size) {
      const { row } = prepareRecord(store, head, note, now);
      insert.run(row.seq, row.body, row.hash);
      bytes += row.body.length;
      [before, head] = [head, { ...head, size: head.size + 1, hash: row.hash }];
    }
  })();
  const last = signHead(head, key);
  db.prepare("UPDATE head SET text = ?").run(last.text);
  db.close();
  const file = encodeHeadFile(last);
  encodeSlot(signHead(before, key)).copy(file, slotOffset(before.size));
  writeFileSync(layout.head, file);
  return bytes / (size - first.size);
}
