import { RpcError, type Incident } from "@casemate/contract";
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { CLOSED, ownNote } from "../common/record/own-records.ts";
import { addContent, addTail, sealEpoch, sizeOf, type Writer } from "./append.ts";
import { createLog } from "./create-log.ts";
import { exchangeLog, prepareStaging, type Layout } from "./layout.ts";
import type { SqliteOpener } from "./sqlite.ts";
import type { Store } from "./store.ts";
import { rootOfTip } from "./tip.ts";

/** What the old log was found to be when it was set aside. */
export interface Damage {
  readonly reason: string;
  readonly problem: string;
  readonly size: number;
  /** The incidents beside it, as far as they can be read. */
  readonly incidents: readonly Incident[];
}

/**
 * Makes the log that follows a damaged one; its second record names the old files by their digests. `close` must close the old files; after
 * that they are moved. Answers the folder they lie in, below the data directory. Throws the system's errors; then nothing was moved.
 */
export function followDamaged(
  Sqlite: SqliteOpener,
  layout: Layout,
  now: () => Date,
  damage: Damage,
  close: () => void,
): string {
  const folder = `damaged-${stamp(now())}`;
  prepareStaging(layout, (staged) => {
    const follows = {
      reason: damage.reason,
      problem: damage.problem,
      size: damage.size,
      damaged: true,
      databaseSha256: digestOf(layout.db),
      headSha256: digestOf(layout.head),
      folder,
    };
    createLog(Sqlite, staged, now, follows, damage.incidents);
  });
  close();
  exchangeLog(layout, folder);
  return `ledger-archive/${folder}`;
}

/** A whole log that another one follows. */
interface Followed {
  readonly store: Store;
  readonly writer: Writer;
  readonly incidents: readonly Incident[];
}

/**
 * Closes a whole log with a record that names the next one, and makes that one, whose second record names the old one's last root. As above.
 */
export function followWhole(
  Sqlite: SqliteOpener,
  layout: Layout,
  now: () => Date,
  { store, writer, incidents }: Followed,
  close: () => void,
): string {
  const { log } = writer.epoch.keys;
  const folder = log;
  let next = "";
  prepareStaging(layout, (staged) => {
    const follows = {
      reason: "rotated",
      log,
      size: sizeOf(writer),
      root: rootOfTip(writer.tip).toString("base64"),
      damaged: false,
      folder,
    };
    next = createLog(Sqlite, staged, now, follows, incidents);
  });
  // The closing record and the seal after it are two records more than the next log names; nothing else is written in between.
  store.transaction(() => {
    addContent(store, writer, ownNote(CLOSED, now().toISOString(), { next }));
    sealEpoch(store, writer, now());
    addTail(store, writer);
  });
  close();
  exchangeLog(layout, folder);
  return `ledger-archive/${folder}`;
}

/** Hexadecimal; null for a file that is not there. Reads in pieces: a log may be larger than memory. */
function digestOf(path: string): string | null {
  if (!existsSync(path)) return null;
  const fd = openSync(path, "r");
  const [digest, piece] = [createHash("sha256"), Buffer.alloc(1024 * 1024)];
  try {
    for (let count = readSync(fd, piece); count > 0; count = readSync(fd, piece))
      digest.update(piece.subarray(0, count));
    return digest.digest("hex");
  } catch {
    throw new RpcError("io", "The damaged log's files cannot be read.");
  } finally {
    closeSync(fd);
  }
}

function stamp(now: Date): string {
  return now.toISOString().replace(/[^0-9TZ]/g, "");
}
