import type { LedgerEntry } from "../common/ledger-contract.ts";
import { proofOf } from "./evidence.ts";
import { openLedger, type Ledger } from "./ledger.ts";
import type { SqliteOpener } from "./sqlite.ts";

/** Entries in one transaction while a log is filled: more gains nothing. */
const BATCH = 4096;

/** For benches only: fills a log that nobody has open up to `size` records at least with copies of one note. */
export function growLogForBench(Sqlite: SqliteOpener, home: string, size: number, note: LedgerEntry): void {
  const ledger = openLedger({ Sqlite, home, now: () => new Date() });
  for (let left = size - ledger.status().size; left > 0; left -= BATCH)
    ledger.appendAll(Array.from({ length: Math.min(left, BATCH) }, () => note));
  ledger.close();
}

/** For benches only: the proof file of one sealed record. */
export function proveForBench(ledger: Ledger, seq: number): string {
  const { store, writer, log } = ledger.evidence();
  const checkpoint = store.lastCheckpoint();
  if (!checkpoint) throw new RangeError("no checkpoint");
  return proofOf({ store, tip: writer.tip, log }, seq, checkpoint);
}
