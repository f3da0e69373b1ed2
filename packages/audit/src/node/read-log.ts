import { RpcError, type AuditRecord } from "@casemate/contract";
import { ACKNOWLEDGED, CONTINUED } from "../common/record/own-records.ts";
import { showRecord } from "../common/record/read.ts";
import { sizeOf } from "./append.ts";
import { attempt } from "./attempt.ts";
import { checkRow } from "./check-row.ts";
import type { LogState } from "./log-state.ts";
import { leafAt, type Row } from "./record.ts";
import { errorCode } from "./sqlite.ts";
import type { Store } from "./store.ts";

export interface LedgerStatus {
  state: "ok" | "damaged";
  log: string | null;
  size: number;
  headHash: string | null;
  recovered: string | null;
  message: string | null;
}

export function statusOf(state: LogState): LedgerStatus {
  const { writer, files, damage } = state;
  const log = writer?.epoch.keys.log ?? null;
  const size = writer ? sizeOf(writer) : (attempt(() => files.store?.end()) ?? 0);
  const last = writer && files.store ? attempt(() => files.store?.row(size - 1)) : null;
  return {
    state: damage ? "damaged" : "ok",
    log,
    size,
    headHash: last && log ? leafAt(log, last.seq, last.digest).toString("hex") : null,
    recovered: writer && files.store ? attempt(() => recoveredFrom(files.store)) : null,
    message: damage?.message ?? null,
  };
}

/** Why this log was begun after damage, while nobody has taken note of it. */
function recoveredFrom(store: Store | undefined): string | null {
  const row = store?.row(1);
  const record = row ? checkRow(row) : null;
  const { damaged, reason } = record?.detail ?? {};
  if (record?.action !== CONTINUED || damaged !== true || store?.has(ACKNOWLEDGED)) return null;
  return typeof reason === "string" ? reason : null;
}

export function readTail(
  state: LogState,
  before: number | null,
  limit: number,
): { records: AuditRecord[]; total: number } {
  const { store } = state.files;
  if (!store) return { records: [], total: 0 };
  try {
    const log = state.writer?.epoch.keys.log ?? "";
    const rows = store.rowsBelow(before ?? Number.MAX_SAFE_INTEGER, limit);
    return { records: rows.flatMap((row) => shownRow(log, row) ?? []), total: store.end() };
  } catch (error) {
    throw new RpcError("damaged", `The log cannot be read (${errorCode(error) || "unknown problem"}).`);
  }
}

function shownRow(log: string, { seq, body, digest }: Row): AuditRecord | null {
  return showRecord(seq, body, leafAt(log, seq, digest).toString("hex"));
}
