import { AuditRecord, RpcError, type AuditVerification } from "@casemate/contract";
import { fstatSync, statSync } from "node:fs";
import type { LedgerEntry } from "../common/ledger-contract.ts";
import { problem, type Problem } from "../common/problem.ts";
import { showBody } from "../common/record-body.ts";
import { prepareAppend } from "./append.ts";
import type { SignedHead } from "./head.ts";
import { layoutOf, type Layout } from "./layout.ts";
import { openLog, type Parts } from "./open-log.ts";
import { createReserve } from "./reserve.ts";
import { errorCode, type SqliteOpener } from "./sqlite.ts";
import type { Row } from "./store.ts";
import { verifyLog } from "./verify.ts";

export interface LedgerOptions {
  /** The constructor of better-sqlite3, handed down from the entry. */
  readonly Sqlite: SqliteOpener;
  /** The data directory, absolute. */
  readonly home: string;
  readonly now: () => Date;
}

export interface Ledger {
  status(): { state: "ok" | "damaged"; size: number; headHash: string | null; message: string | null };
  append(entry: LedgerEntry): { seq: number; hash: string };
  tail(before: number | null, limit: number): { records: AuditRecord[]; total: number };
  verify(): Promise<AuditVerification>;
  close(): void;
}

/** Opens the log (see `openLog`) and writes the outcome "unknown" for every intent that a killed run left open. */
export function openLedger(options: LedgerOptions): Ledger {
  const layout = layoutOf(options.home);
  const parts = openLog(options.Sqlite, layout, options.now);
  const state: State = {
    layout,
    parts,
    now: options.now,
    head: parts.head,
    damage: parts.damage,
    headBehind: parts.behind,
    identity: identify(layout),
  };
  const reserve = createReserve(layout.reserve, state.damage === null);
  const append: Ledger["append"] = (entry) => reserve.guard(entry.action, () => appendOnce(state, entry));
  if (!state.damage) settleOpenIntents(state, append);
  return {
    status: () => ({
      state: state.damage ? "damaged" : "ok",
      size: state.head?.size ?? 0,
      headHash: state.head?.hash ?? null,
      message: state.damage?.message ?? null,
    }),
    append,
    tail: (before, limit) => readTail(state, before, limit),
    verify: async () => {
      const { verification, found } = await verifyLog(
        state.parts,
        state.head,
        state.damage ?? filesGone(state),
      );
      state.damage ??= found;
      return verification;
    },
    close: () => {
      state.parts.headFile?.close();
      state.parts.db?.close();
    },
  };
}

interface State {
  readonly layout: Layout;
  readonly parts: Parts;
  readonly now: () => Date;
  head: SignedHead | null;
  damage: Problem | null;
  /** A commit whose head could not be written outside: that is made up for before the next one. */
  headBehind: boolean;
  /** The database file that was opened, as the system numbers it. */
  readonly identity: string | null;
}

function appendOnce(state: State, entry: LedgerEntry): { seq: number; hash: string } {
  state.damage ??= filesGone(state);
  const { store, headFile, key } = state.parts;
  const { head } = state;
  if (state.damage || !store || !headFile || !key || !head) {
    throw new RpcError("damaged", state.damage?.message ?? "The log is damaged.");
  }
  try {
    if (state.headBehind) headFile.write(head);
    state.headBehind = false;
    const next = prepareAppend(store, key, head, entry, state.now());
    store.commit(next.row, next.head.text, next.change);
    state.head = next.head;
    state.headBehind = true;
    headFile.write(next.head);
    state.headBehind = false;
    return { seq: next.row.seq, hash: next.row.hash };
  } catch (error) {
    throw appendError(state, error);
  }
}

function appendError(state: State, error: unknown): unknown {
  const code = errorCode(error);
  if (error instanceof RpcError) return error;
  if (code === "SQLITE_FULL" || code === "ENOSPC" || code === "EDQUOT") {
    return new RpcError(
      "disk_full",
      "The log cannot be written: the disk is full. Free some space, then try again.",
    );
  }
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") {
    state.damage = problem("unreadable", null, `ledger.db cannot be read (${code}).`);
    return new RpcError("damaged", state.damage.message);
  }
  return new RpcError(
    "io",
    `The log cannot be written (${code || "unknown problem"}). Check the disk that holds the data directory.`,
  );
}

/** Deleting or exchanging an open file goes unnoticed by its descriptor: compare what stands under the names now. */
function filesGone(state: State): Problem | null {
  const { headFile, db } = state.parts;
  if (!db || !headFile) return null;
  const same = identify(state.layout) === state.identity && headIsSame(headFile.fd, state.layout.head);
  return same
    ? null
    : problem(
        "missing",
        null,
        "The log is missing: its files were deleted or exchanged while Casemate was running.",
      );
}

function identify(layout: Layout): string | null {
  const stat = statSync(layout.db, { throwIfNoEntry: false, bigint: true });
  return stat ? `${String(stat.dev)}:${String(stat.ino)}` : null;
}

function headIsSame(fd: number, path: string): boolean {
  const named = statSync(path, { throwIfNoEntry: false, bigint: true });
  const opened = fstatSync(fd, { bigint: true });
  return named?.ino === opened.ino && named.dev === opened.dev;
}

function settleOpenIntents(state: State, append: Ledger["append"]): void {
  const { store } = state.parts;
  for (const { seq } of store?.openIntents().filter(({ settled }) => settled === 0) ?? []) {
    const [row] = store?.rows(seq, seq + 1) ?? [];
    const intent = readRecord(row);
    try {
      append({
        kind: "outcome",
        actor: "casemate",
        action: intent?.action ?? "ledger.recovered",
        subject: intent?.subject ?? null,
        intent: seq,
        result: "unknown",
        detail: {},
      });
    } catch {
      return; // disk full or failing: they stay open and the next start tries again
    }
  }
}

function readRecord(row: Row | undefined): AuditRecord | null {
  const record = row ? AuditRecord.safeParse(showBody(row.body, row.hash)) : undefined;
  return record?.success ? record.data : null;
}

function readTail(
  state: State,
  before: number | null,
  limit: number,
): { records: AuditRecord[]; total: number } {
  const { store } = state.parts;
  if (!store) return { records: [], total: 0 };
  try {
    const rows = store.rowsBelow(before ?? Number.MAX_SAFE_INTEGER, limit);
    const records = rows.flatMap((row) => readRecord(row) ?? []);
    return { records, total: store.end() };
  } catch (error) {
    throw new RpcError("damaged", `The log cannot be read (${errorCode(error) || "unknown problem"}).`);
  }
}
