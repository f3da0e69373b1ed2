import { RpcError, type AuditFilter, type AuditVerification, type Incident } from "@casemate/contract";
import type { LedgerEntry, LedgerMark } from "../common/ledger-contract.ts";
import { OWN_PREFIX, PRUNED } from "../common/record/own-records.ts";
import { sizeOf, type Writer } from "./append.ts";
import { attempt } from "./attempt.ts";
import { archiveCovers } from "./archive.ts";
import { wipeEpoch } from "./epoch.ts";
import { covers } from "./evidence.ts";
import { filesGone } from "./files-gone.ts";
import { createIncidentRows, type IncidentRows } from "./incident-rows.ts";
import { layoutOf } from "./layout.ts";
import {
  appendAll,
  type Addition,
  catchUp,
  damaged,
  openState,
  sealNow,
  type Appended,
  type LedgerOptions,
  type LogState,
} from "./log-state.ts";
import { closeFiles } from "./open-log.ts";
import { statusOf, type LedgerStatus } from "./read-log.ts";
import { followDamaged, followWhole } from "./recover.ts";
import { settle } from "./settle.ts";
import type { Store } from "./store.ts";
import { readTail, type Tail } from "./tail.ts";
import { verifyLog } from "./verify.ts";
import type { Depth } from "./walk.ts";

export interface Ledger {
  status(): LedgerStatus;
  /** Throws what `ledger.append` throws. */
  append(entry: LedgerEntry): { seq: number; hash: string };
  /** One durable write for all; each is answered for itself. */
  appendAll(entries: readonly LedgerEntry[]): Appended[];
  /** The same, each with what is written in its transaction. */
  addAll(additions: readonly Addition[]): Appended[];
  /** The incidents beside the log, also of a damaged one that can be read. Throws `damaged`. */
  incidents(): IncidentRows;
  /** Writes "unknown" for every open intent; answers how many. A list of them that was altered is damage. */
  settle(): number;
  /** Ends the epoch when it holds a record. */
  seal(): void;
  /** Records that no checkpoint covers yet. */
  unsealed(): number;
  /** Newest first; looks at some thousand records at most, `next` is where to go on. */
  tail(before: number | null, limit: number, filter?: Partial<AuditFilter>): Tail;
  /** What `progress` throws as RpcError ends it: then nothing is known that was not known before. */
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
  let state = openState(options);
  const reopen = (): void => {
    state = openState(options);
  };
  let known: { readonly of: LogState; readonly rows: IncidentRows } | null = null;
  const incidents = (): IncidentRows => {
    const { db, store } = state.files;
    const rows =
      known?.of === state ? known.rows : db && store && attempt(() => createIncidentRows(db, store));
    if (!rows) throw damaged(state);
    known = { of: state, rows };
    return rows;
  };
  /** What another log begins with. */
  const carried = (): Incident[] => attempt(() => incidents().carried()) ?? [];
  const evidence = (): Evidence => {
    const { writer, files } = state;
    if (state.damage || !writer || !files.store) throw damaged(state);
    return { store: files.store, writer, log: writer.epoch.keys.log };
  };
  return {
    status: () => statusOf(state),
    append: (entry) => {
      const [first] = appendAll(state, [{ entry }]);
      if (!first || first instanceof Error) throw first ?? new RpcError("io", "Nothing was written.");
      return first;
    },
    appendAll: (entries) =>
      appendAll(
        state,
        entries.map((entry) => ({ entry })),
      ),
    addAll: (additions) => appendAll(state, additions),
    incidents,
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
      const known = state.damage ?? filesGone(state.layout, state.files, state.identity);
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
      const old = { reason, problem: damage.problem, size: statusOf(state).size, incidents: carried() };
      const folder = followDamaged(options.Sqlite, layout, options.now, old, () => {
        closeFiles(state.files);
      });
      reopen();
      return folder;
    },
    rotate: () => {
      const { store, writer } = evidence();
      catchUp(state);
      const old = { store, writer, incidents: carried() };
      const folder = followWhole(options.Sqlite, layout, options.now, old, () => {
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

/** Says first what will be forgotten, sealed, and then forgets it: a cut in between leaves texts that may be gone, never the reverse. */
function prune(state: LogState, { store, writer }: Evidence, below: number): number {
  if (below > writer.sealed) throw new RpcError("not_found", "Only sealed records can be forgotten.");
  const entry: LedgerEntry = {
    kind: "note",
    actor: "casemate",
    action: PRUNED,
    subject: null,
    intent: null,
    result: null,
    detail: { below },
    critical: true,
  };
  const [said] = appendAll(state, [{ entry }]);
  if (!said || said instanceof Error) throw said ?? new RpcError("io", "Nothing was written.");
  const forgotten = store.transaction(() => store.prune(below, `%"action":"${OWN_PREFIX}%`));
  // The write-ahead log still has the pages with the texts on them.
  state.files.db?.pragma("wal_checkpoint(TRUNCATE)");
  return forgotten;
}
