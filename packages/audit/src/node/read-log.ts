import { ACKNOWLEDGED, CONTINUED } from "../common/record/own-records.ts";
import { sizeOf } from "./append.ts";
import { attempt } from "./attempt.ts";
import { checkRow } from "./check-row.ts";
import type { LogState } from "./log-state.ts";
import { leafAt } from "./record.ts";
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
