import type { Incident } from "@casemate/contract";
import { randomBytes } from "node:crypto";
import { CONTINUED, CREATED, ownNote, type Detail } from "../common/record/own-records.ts";
import { emptyFrontier } from "../common/tree/frontier.ts";
import { addContent, addEntry, addTail, sealEpoch, tailOf, type Writer } from "./append.ts";
import { createDatabase } from "./database.ts";
import { SEED_BYTES } from "./ed25519.ts";
import { openEpoch, wipeEpoch } from "./epoch.ts";
import { encodeHeadFile } from "./head-file.ts";
import { encodeKeyFile } from "./key-file.ts";
import { createIncidentRows, entryOf } from "./incident-rows.ts";
import { writeNewFile, type Layout } from "./layout.ts";
import { FIRST_LINK } from "./record.ts";
import type { SqliteOpener } from "./sqlite.ts";
import { createStore } from "./store.ts";

/** Layout of a new log's first record. */
export const FORMAT = 2;

/**
 * Writes a fresh log with fresh keys into `staged`, the key file last: opening record, link to the log it follows if there is one, the
 * incidents that come along, and the first seal, so a log is never empty and its first epoch's key is gone before it is used. Throws the system's and SQLite's errors. Answers its id.
 */
export function createLog(
  Sqlite: SqliteOpener,
  staged: Layout,
  now: () => Date,
  follows: Detail | null = null,
  incidents: readonly Incident[] = [],
): string {
  const log = randomBytes(16).toString("hex");
  const [logSeed, epochSeed] = [randomBytes(SEED_BYTES), randomBytes(SEED_BYTES)];
  const epoch = openEpoch({ log, logSeed, epoch: 0, epochSeed });
  const tip = { frontier: emptyFrontier(), partial: [] };
  const writer: Writer = { tip, epoch, link: FIRST_LINK, unlinked: [], sealed: 0 };
  const at = now().toISOString();
  const db = createDatabase(Sqlite, staged.db);
  const store = createStore(db);
  const checkpoint = store.transaction(() => {
    addContent(
      store,
      writer,
      ownNote(CREATED, at, {
        format: FORMAT,
        log,
        publicKey: epoch.log.publicKey.toString("base64"),
        epochKey: epoch.epoch.publicKey.toString("base64"),
      }),
    );
    if (follows) addContent(store, writer, ownNote(CONTINUED, at, follows));
    const rows = createIncidentRows(db, store);
    for (const incident of incidents)
      rows.put(incident, addEntry(store, writer, entryOf(incident, "carried"), new Date(at)).seq);
    const sealed = sealEpoch(store, writer, new Date(at));
    addTail(store, writer);
    return sealed;
  });
  db.close(); // folds the write-ahead log into the file: only one file is moved
  const head = { log, ...tailOf(writer) };
  writeNewFile(staged.head, encodeHeadFile(checkpoint.epoch, checkpoint.note, head));
  writeNewFile(staged.key, encodeKeyFile(writer.epoch.keys));
  wipeEpoch(epoch);
  wipeEpoch(writer.epoch);
  return log;
}
