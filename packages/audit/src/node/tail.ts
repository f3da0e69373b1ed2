import { RpcError, type AuditFilter, type AuditRecord } from "@casemate/contract";
import { matcher } from "../common/record/filter.ts";
import { parseBody, showRecord } from "../common/record/read.ts";
import { leafAt, type Row } from "./record.ts";
import { errorCode } from "./sqlite.ts";
import type { Store } from "./store.ts";

/** Records that one reading looks at: some 20 ms, in which no append is written. */
const SCAN = 4096;
/** Rows that are fetched at a time: most readings end with the first. */
const BATCH = 512;

export interface Tail {
  /** Newest first. */
  readonly records: AuditRecord[];
  readonly total: number;
  /** Where to go on; null when the beginning was reached. */
  readonly next: number | null;
}

export interface Wanted {
  /** Only numbers below this one. */
  readonly before: number | null;
  readonly limit: number;
  readonly filter: Partial<AuditFilter>;
}

/** Records that cannot be read are left out. Throws `damaged` when the database cannot. */
export function readTail(store: Store | undefined, log: string, wanted: Wanted): Tail {
  if (!store) return { records: [], total: 0, next: null };
  try {
    return search(store, log, wanted);
  } catch (error) {
    throw new RpcError("damaged", `The log cannot be read (${errorCode(error) || "unknown problem"}).`);
  }
}

function search(store: Store, log: string, { before, limit, filter }: Wanted): Tail {
  const matches = matcher(filter);
  const total = store.end();
  const records: AuditRecord[] = [];
  let next = Math.min(before ?? total, total);
  for (let looked = 0; next > 0 && looked < SCAN && records.length < limit; looked += BATCH) {
    const rows = store.rowsBelow(next, BATCH);
    if (rows.length === 0) next = 0;
    for (const row of rows) {
      next = row.seq;
      const content = parseBody(row.body);
      const record = content && matches(row.seq, content) ? shownRow(log, row) : null;
      if (record) records.push(record);
      if (records.length >= limit) break;
    }
  }
  return { records, total, next: next > 0 ? next : null };
}

function shownRow(log: string, { seq, body, digest }: Row): AuditRecord | null {
  return showRecord(seq, body, leafAt(log, seq, digest).toString("hex"));
}
