import { RpcError } from "@casemate/contract";
import type { LedgerEntry } from "../common/ledger-contract.ts";
import { problem, type Problem } from "../common/problem.ts";
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
import { attempt } from "./attempt.ts";
import { checkEnd } from "./check-end.ts";
import { wipeEpoch, type Epoch } from "./epoch.ts";
import { filesGone, identify } from "./files-gone.ts";
import { layoutOf, type Layout } from "./layout.ts";
import { openLog, type OpenFiles } from "./open-log.ts";
import { createReserve, type Reserve } from "./reserve.ts";
import { errorCode, type SqliteOpener } from "./sqlite.ts";
import type { CheckpointRow, Store } from "./store.ts";

export interface LedgerOptions {
  /** The constructor of better-sqlite3, handed down from the entry. */
  readonly Sqlite: SqliteOpener;
  /** The data directory, absolute. */
  readonly home: string;
  readonly now: () => Date;
}

/** An entry, and what is written in the same transaction; it is told the entry's number. */
export interface Addition {
  readonly entry: LedgerEntry;
  readonly also?: (seq: number) => void;
}

export type Appended = { readonly seq: number; readonly hash: string } | RpcError;

/** An open log and what is known of it. */
export interface LogState {
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
export interface Behind {
  readonly checkpoint: CheckpointRow | null;
  readonly gone: Epoch | null;
}

/** Opens the log, makes up for what a crash cut off, and seals what the last run left open. */
export function openState(options: LedgerOptions): LogState {
  const layout = layoutOf(options.home);
  const { files, damage } = openLog(options.Sqlite, layout, options.now);
  const end = damage ?? checkEnd(files as OpenFiles);
  const good = "problem" in end ? null : end;
  const state: LogState = {
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
  if (good) sealNow(state);
  return state;
}

/** As few durable writes as can be; each entry is answered for itself. */
export function appendAll(state: LogState, additions: readonly Addition[]): Appended[] {
  const answers: Appended[] = [];
  while (answers.length < additions.length) {
    const rest = additions.slice(answers.length);
    const together = rest.length > 1 && !state.reserve.rationed();
    const all = together ? attempt(() => write(state, rest)) : null;
    answers.push(...(all ?? [appendOne(state, rest[0])]));
  }
  return answers;
}

/** By itself, so that what must be recordable on a full disk can have the reserve. */
function appendOne(state: LogState, addition: Addition | undefined): Appended {
  try {
    const [written] = addition
      ? state.reserve.guard(addition.entry.action, () => write(state, [addition]))
      : [];
    return written ?? new RpcError("io", "Nothing was written.");
  } catch (error) {
    return error instanceof RpcError ? error : new RpcError("io", "The log cannot be written.");
  }
}

/**
 * One transaction, which ends at the first seal: so no file beside the database is ever more than one epoch behind it. Answers for the entries
 * it took. Throws what keeps all of them from being written; what is wrong with a single one is its answer.
 */
function write(state: LogState, additions: readonly Addition[]): Appended[] {
  const { files, writer } = state;
  const { store, headFile } = files;
  // The whole comparison once an epoch, at its first record, and again when it is sealed.
  const quick = writer !== null && sizeOf(writer) > writer.sealed;
  state.damage ??= filesGone(state.layout, files, state.identity, quick);
  if (state.damage || !store || !headFile || !writer) throw damaged(state);
  catchUp(state);
  const gone = writer.epoch;
  const answers: Appended[] = [];
  let checkpoint: CheckpointRow | null;
  try {
    checkpoint = store.transaction(() => {
      let sealed: CheckpointRow | null = null;
      for (const { entry, also } of additions) {
        const answer = addOne(store, writer, entry, state.now());
        answers.push(answer);
        if (!(answer instanceof Error)) also?.(answer.seq);
        const full = sizeOf(writer) - writer.sealed >= EPOCH_RECORDS;
        if (answer instanceof Error || !(entry.critical === true || full)) continue;
        sealed = sealEpoch(store, writer, state.now());
        break;
      }
      addTail(store, writer);
      return sealed;
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
export function sealNow(state: LogState): void {
  const { files, writer } = state;
  const { store } = files;
  state.damage ??= filesGone(state.layout, state.files, state.identity);
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
function reload(state: LogState): void {
  const { files } = state;
  const { keyFile } = files;
  const keys = attempt(() => keyFile?.read());
  const end = keys ? attempt(() => checkEnd({ ...(files as OpenFiles), keys })) : null;
  if (end && !("problem" in end)) state.writer = end.writer;
  else state.damage ??= end ?? problem("unreadable", null, "The log's files cannot be read.");
}

/** Key file first: the head file's flush must not come before the old key is gone for good. Throws the system's error. */
export function catchUp(state: LogState): void {
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
function tryCatchUp(state: LogState): void {
  attempt(() => {
    catchUp(state);
  });
}

function writeError(state: LogState, error: unknown): RpcError {
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

export function damaged({ damage }: LogState): RpcError {
  return new RpcError("damaged", damage?.message ?? "The log is damaged.");
}
