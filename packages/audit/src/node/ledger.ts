import { RpcError, type AuditFilter, type AuditVerification } from "@casemate/contract";
import { fstatSync, statSync } from "node:fs";
import type { LedgerEntry, LedgerMark } from "../common/ledger-contract.ts";
import { problem, type Problem } from "../common/problem.ts";
import { ACKNOWLEDGED, CONTINUED, OWN_PREFIX, PRUNED } from "../common/record/own-records.ts";
import { showRecord } from "../common/record/read.ts";
import {
  addEntry,
  addTail,
  EPOCH_RECORDS,
  sealEpoch,
  sizeOf,
  tailOf,
  type Writer,
  type Written,
} from "./append.ts";
import { archiveCovers } from "./archive.ts";
import { checkEnd } from "./check-end.ts";
import { checkRow } from "./check-row.ts";
import { wipeEpoch, type Epoch } from "./epoch.ts";
import { covers } from "./evidence.ts";
import { layoutOf, type Layout } from "./layout.ts";
import { closeFiles, openLog, type OpenFiles } from "./open-log.ts";
import { leafAt } from "./record.ts";
import { followDamaged, followWhole } from "./recover.ts";
import { createReserve, type Reserve } from "./reserve.ts";
import { errorCode, type SqliteOpener } from "./sqlite.ts";
import type { CheckpointRow, Store } from "./store.ts";
import { readTail, type Tail } from "./tail.ts";
import { verifyLog } from "./verify.ts";
import type { Depth } from "./walk.ts";

export interface LedgerOptions {
  /** The constructor of better-sqlite3, handed down from the entry. */
  readonly Sqlite: SqliteOpener;
  /** The data directory, absolute. */
  readonly home: string;
  readonly now: () => Date;
}

export type Appended = { readonly seq: number; readonly hash: string } | RpcError;

export interface Ledger {
  status(): {
    state: "ok" | "damaged";
    log: string | null;
    size: number;
    headHash: string | null;
    recovered: string | null;
    message: string | null;
  };
  /** Throws what `ledger.append` throws. */
  append(entry: LedgerEntry): { seq: number; hash: string };
  /** One durable write for all; each is answered for itself. */
  appendAll(entries: readonly LedgerEntry[]): Appended[];
  /** Writes "unknown" for every open intent; answers how many. */
  settle(): number;
  /** Ends the epoch when it holds a record. */
  seal(): void;
  /** Records that no checkpoint covers yet. */
  unsealed(): number;
  /** Newest first; looks at some thousand records at most, `next` is where to go on. */
  tail(before: number | null, limit: number, filter?: Partial<AuditFilter>): Tail;
  verify(depth: Depth, progress?: (done: number, of: number) => void): Promise<AuditVerification>;
  /** What proofs and exports are made from. Throws `damaged`. */
  evidence(): Evidence;
  /** Whether this log, or one that it follows by records of both, had this root at this size. */
  covers(mark: LedgerMark): boolean;
  /** Sets a damaged log aside; answers the folder. Throws `not_damaged` and the system's errors. */
  recover(reason: string): string;
  /** Closes this log and begins the next; answers the folder of the old one. Throws `damaged` and the system's errors. */
  rotate(): string;
  /** Forgets texts of records below a number; answers how many. Throws `damaged`, `not_found`. */
  prune(below: number): number;
  close(): void;
}

/** Opens the log (see `openLog`), makes up for what a crash cut off, and seals what the last run left open. */
export function openLedger(options: LedgerOptions): Ledger {
  const layout = layoutOf(options.home);
  let state = start(options, layout);
  const reopen = (): void => {
    state = start(options, layout);
  };
  const evidence = (): Evidence => {
    const { writer, files } = state;
    if (state.damage || !writer || !files.store) throw damaged(state);
    return { store: files.store, writer, log: writer.epoch.keys.log };
  };
  return {
    status: () => statusOf(state),
    append: (entry) => {
      const [first] = appendAll(state, [entry]);
      if (!first || first instanceof Error) throw first ?? new RpcError("io", "Nothing was written.");
      return first;
    },
    appendAll: (entries) => appendAll(state, entries),
    settle: () => settle(state),
    seal: () => {
      sealNow(state);
    },
    unsealed: () => (state.writer ? sizeOf(state.writer) - state.writer.sealed : 0),
    tail: (before, limit, filter = {}) => {
      const { files, writer } = state;
      return readTail(files.store, writer?.epoch.keys.log ?? "", { before, limit, filter });
    },
    verify: async (depth, progress = () => undefined) => {
      const known = state.damage ?? filesGone(state);
      const { verification, found } = await verifyLog(state.files, known, depth, progress);
      state.damage ??= found;
      return verification;
    },
    evidence,
    covers: (mark) => {
      const { store, writer, log } = evidence();
      return (
        covers({ store, tip: writer.tip, log }, mark) || archiveCovers(options.Sqlite, layout, log, mark)
      );
    },
    recover: (reason) => {
      const { damage } = state;
      if (!damage) throw new RpcError("not_damaged", "The log is whole: there is nothing to recover.");
      const old = { reason, problem: damage.problem, size: statusOf(state).size };
      const folder = followDamaged(options.Sqlite, layout, options.now, old, () => {
        closeFiles(state.files);
      });
      reopen();
      return folder;
    },
    rotate: () => {
      const { store, writer } = evidence();
      catchUp(state);
      const folder = followWhole(options.Sqlite, layout, options.now, { store, writer }, () => {
        closeFiles(state.files);
      });
      reopen();
      return folder;
    },
    prune: (below) => prune(state, evidence(), below),
    close: () => {
      if (!state.damage) sealNow(state);
      if (state.writer) wipeEpoch(state.writer.epoch);
      closeFiles(state.files);
    },
  };
}

interface Evidence {
  readonly store: Store;
  readonly writer: Writer;
  readonly log: string;
}

function start(options: LedgerOptions, layout: Layout): State {
  const state = openState(options, layout);
  if (!state.damage) sealNow(state);
  return state;
}

/** Says first what will be forgotten, sealed, and then forgets it: a cut in between leaves texts that may be gone, never the reverse. */
function prune(state: State, { store, writer }: Evidence, below: number): number {
  if (below > writer.sealed) throw new RpcError("not_found", "Only sealed records can be forgotten.");
  const [said] = appendAll(state, [
    {
      kind: "note",
      actor: "casemate",
      action: PRUNED,
      subject: null,
      intent: null,
      result: null,
      detail: { below },
      critical: true,
    },
  ]);
  if (!said || said instanceof Error) throw said ?? new RpcError("io", "Nothing was written.");
  return store.transaction(() => store.prune(below, `%"action":"${OWN_PREFIX}%`));
}

interface State {
  readonly layout: Layout;
  readonly files: Partial<OpenFiles>;
  readonly now: () => Date;
  readonly reserve: Reserve;
  /** The database file that was opened, as the system numbers it. */
  readonly identity: string | null;
  writer: Writer | null;
  damage: Problem | null;
  /** A commit whose files beside the database could not be written: that is made up for before the next one. */
  behind: Behind | null;
}

/** What has to be written beside the database: the newest checkpoint when there is a new one, the epoch whose key must go. */
interface Behind {
  readonly checkpoint: CheckpointRow | null;
  readonly gone: Epoch | null;
}

function openState(options: LedgerOptions, layout: Layout): State {
  const { files, damage } = openLog(options.Sqlite, layout, options.now);
  const end = damage ?? checkEnd(files as OpenFiles);
  const good = "problem" in end ? null : end;
  const state: State = {
    layout,
    files,
    now: options.now,
    reserve: createReserve(layout.reserve, good !== null),
    identity: identify(layout),
    writer: good?.writer ?? null,
    damage: good ? null : (end as Problem),
    behind: null,
  };
  if (good?.keyBehind || good?.headBehind) {
    state.behind = { checkpoint: good.last, gone: null };
    tryCatchUp(state);
  }
  return state;
}

function statusOf(state: State): ReturnType<Ledger["status"]> {
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

function appendAll(state: State, entries: readonly LedgerEntry[]): Appended[] {
  const answers: Appended[] = [];
  while (answers.length < entries.length) {
    const rest = entries.slice(answers.length);
    answers.push(...(attempt(() => write(state, rest)) ?? [appendOne(state, rest[0])]));
  }
  return answers;
}

/** By itself, so that what must be recordable on a full disk can have the reserve. */
function appendOne(state: State, entry: LedgerEntry | undefined): Appended {
  try {
    const [written] = entry ? state.reserve.guard(entry.action, () => write(state, [entry])) : [];
    return written ?? new RpcError("io", "Nothing was written.");
  } catch (error) {
    return error instanceof RpcError ? error : new RpcError("io", "The log cannot be written.");
  }
}

/**
 * One transaction, which ends at the first seal: so no file beside the database is ever more than one epoch behind it. Answers for the entries
 * it took. Throws what keeps all of them from being written; what is wrong with a single one is its answer.
 */
function write(state: State, entries: readonly LedgerEntry[]): Appended[] {
  state.damage ??= filesGone(state);
  const { files, writer } = state;
  const { store, headFile } = files;
  if (state.damage || !store || !headFile || !writer) throw damaged(state);
  catchUp(state);
  const gone = writer.epoch;
  let checkpoint: CheckpointRow | null = null;
  const answers: Appended[] = [];
  try {
    store.transaction(() => {
      for (const entry of entries) {
        const answer = addOne(store, writer, entry, state.now());
        answers.push(answer);
        const full = sizeOf(writer) - writer.sealed >= EPOCH_RECORDS;
        if (answer instanceof Error || !(entry.critical === true || full)) continue;
        checkpoint = sealEpoch(store, writer, state.now());
        break;
      }
      addTail(store, writer);
    });
  } catch (error) {
    reload(state);
    throw writeError(state, error);
  }
  state.behind = { checkpoint, gone: checkpoint ? gone : null };
  tryCatchUp(state);
  return answers;
}

function addOne(store: Store, writer: Writer, entry: LedgerEntry, now: Date): Appended {
  try {
    return shown(addEntry(store, writer, entry, now));
  } catch (error) {
    if (error instanceof RpcError) return error;
    throw error;
  }
}

function shown({ seq, leaf }: Written): { seq: number; hash: string } {
  return { seq, hash: leaf.toString("hex") };
}

/** Never throws: an epoch that cannot be ended now goes on, and is ended later. */
function sealNow(state: State): void {
  const { files, writer } = state;
  const { store } = files;
  state.damage ??= filesGone(state);
  if (state.damage || !store || !writer || sizeOf(writer) === writer.sealed) return;
  const gone = writer.epoch;
  try {
    catchUp(state);
    const checkpoint = store.transaction(() => {
      const sealed = sealEpoch(store, writer, state.now());
      addTail(store, writer);
      return sealed;
    });
    state.behind = { checkpoint, gone };
  } catch {
    reload(state);
    return;
  }
  tryCatchUp(state);
}

/** A transaction that failed left the writer ahead of the database. */
function reload(state: State): void {
  const { files } = state;
  const { keyFile } = files;
  const keys = attempt(() => keyFile?.read());
  const end = keys ? attempt(() => checkEnd({ ...(files as OpenFiles), keys })) : null;
  if (end && !("problem" in end)) state.writer = end.writer;
  else state.damage ??= end ?? problem("unreadable", null, "The log's files cannot be read.");
}

/** Key file first: the head file's flush must not come before the old key is gone for good. Throws the system's error. */
function catchUp(state: State): void {
  const { behind, files, writer } = state;
  const { headFile, keyFile } = files;
  if (!behind || !headFile || !keyFile || !writer) return;
  if (behind.checkpoint) keyFile.write(writer.epoch.keys);
  headFile.writeRunning({
    log: writer.epoch.keys.log,
    ...tailOf(writer),
  });
  if (behind.checkpoint) headFile.writeCheckpoint(behind.checkpoint.epoch, behind.checkpoint.note);
  if (behind.gone) wipeEpoch(behind.gone);
  state.behind = null;
}

/** The records are durable already; what could not be written beside them is tried again before the next ones. */
function tryCatchUp(state: State): void {
  attempt(() => {
    catchUp(state);
  });
}

function writeError(state: State, error: unknown): RpcError {
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

function damaged({ damage }: State): RpcError {
  return new RpcError("damaged", damage?.message ?? "The log is damaged.");
}

/** Deleting or exchanging an open file goes unnoticed by its descriptor: compare what stands under the names now. */
function filesGone(state: State): Problem | null {
  const { headFile, db } = state.files;
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

function settle(state: State): number {
  const { store } = state.files;
  if (state.damage || !store) return 0;
  const entries = store.openIntents().map((seq): LedgerEntry => {
    const row = store.row(seq);
    const record = row ? showRecord(seq, row.body, "0".repeat(64)) : null;
    return {
      kind: "outcome",
      actor: "casemate",
      action: record?.action ?? "ledger.recovered",
      subject: record?.subject ?? null,
      intent: seq,
      result: "unknown",
      detail: {},
    };
  });
  return appendAll(state, entries).filter((answer) => !(answer instanceof Error)).length;
}

function attempt<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}
