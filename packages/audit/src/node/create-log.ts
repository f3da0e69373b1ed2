import { randomBytes } from "node:crypto";
import { encodeBody, FIRST_PREV, OPENING_ACTION } from "../common/record-body.ts";
import { createDatabase } from "./database.ts";
import { signHead } from "./head.ts";
import { encodeHeadFile } from "./head-file.ts";
import { stageNewLog, writeNewFile, type Layout } from "./layout.ts";
import { createLogKey } from "./log-key.ts";
import { recordHash } from "./record-hash.ts";
import type { SqliteOpener } from "./sqlite.ts";
import { createStore } from "./store.ts";

/** A fresh log with a fresh key. Its first record names the key, so no log is ever empty. Leaves nothing behind when it throws. */
export function createLog(Sqlite: SqliteOpener, layout: Layout, now: () => Date): void {
  stageNewLog(layout, (staged) => {
    const { pem, logKey } = createLogKey();
    const log = randomBytes(16).toString("hex");
    const at = now().toISOString();
    const body = encodeBody({
      log,
      seq: 0,
      prev: FIRST_PREV,
      at,
      kind: "note",
      actor: "casemate",
      action: OPENING_ACTION,
      subject: null,
      intent: null,
      result: null,
      detail: { publicKey: logKey.publicKey },
    });
    const hash = recordHash(body);
    const head = signHead({ log, size: 1, hash, signedAt: at, publicKey: logKey.publicKey }, logKey.key);
    const db = createDatabase(Sqlite, staged.db);
    createStore(db).commit({ seq: 0, body, hash }, head.text, null);
    db.close(); // folds the write-ahead log into the file: only one file is moved
    writeNewFile(staged.head, encodeHeadFile(head));
    writeNewFile(staged.key, Buffer.from(pem));
  });
}
