import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LedgerEntry } from "../src/common/ledger-contract.ts";
import { openLedger, type Ledger } from "../src/node/ledger.ts";
import type { SqliteOpener } from "../src/node/sqlite.ts";

/** Fixtures of this package's tests: data directories with real logs in them. */

const START = Date.parse("2026-11-01T00:00:00.000Z");

export function tickingClock(stepMs = 1000): () => Date {
  let ticks = 0;
  return () => new Date(START + ticks++ * stepMs);
}

export function newHome(): string {
  return mkdtempSync(join(tmpdir(), "casemate-log-"));
}

export function copyHome(home: string): string {
  const copy = newHome();
  cpSync(home, copy, { recursive: true });
  return copy;
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true });
}

export function intent(action: string): LedgerEntry {
  return {
    kind: "intent",
    actor: "socket:1",
    action,
    subject: "a".repeat(32),
    intent: null,
    result: null,
    detail: {},
  };
}

export function outcome(of: number, action: string, result: "ok" | "failed" | "unknown" = "ok"): LedgerEntry {
  return {
    kind: "outcome",
    actor: "socket:1",
    action,
    subject: "a".repeat(32),
    intent: of,
    result,
    detail: { ms: 12 },
  };
}

export function note(action: string, detail: LedgerEntry["detail"] = {}): LedgerEntry {
  return { kind: "note", actor: "casemate", action, subject: null, intent: null, result: null, detail };
}

export function open(Sqlite: SqliteOpener, home: string, now: () => Date = tickingClock()): Ledger {
  return openLedger({ Sqlite, home, now });
}

/** Numbers of the sample log that tests point at. */
export const SAMPLE = {
  /** An ordinary record of a sealed epoch whose tile is full, and of the one before the last, whose tile is not. */
  early: 104,
  late: 302,
  /** First record of those two epochs and the number after their seal. */
  earlyEpoch: [102, 108],
  lateEpoch: [300, 306],
  /** Number of records, all sealed. */
  size: 312,
} as const;

/** Acts of the sample log in one epoch of six records: two pairs of intent and outcome, a note, the seal. */
const EPOCHS = 51;

/** The opening record, 52 epochs of acts, each sealed; `sealed` is called after each with the number of records. Closed cleanly. */
export function writeSampleLog(
  Sqlite: SqliteOpener,
  home: string,
  sealed: (size: number) => void = () => undefined,
): void {
  const ledger = open(Sqlite, home);
  // Two records more, so that epochs begin at multiples of six.
  ledger.appendAll([note("vault.unlocked"), note("model.received"), note("model.admitted")]);
  ledger.seal();
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const action of ["model.import", "model.release"]) {
      const { seq } = ledger.append(intent(action));
      ledger.append(outcome(seq, action));
    }
    ledger.append(note("vault.locked", { verified: true, ms: 31.5 + epoch, why: "idle" }));
    ledger.seal();
    sealed(ledger.status().size);
  }
  ledger.close();
}
