import { processPort, RpcError, serve } from "@casemate/contract";
import BetterSqlite3 from "better-sqlite3";
import { ledgerContract, type LedgerEntry } from "../common/ledger-contract.ts";
import {
  consistencyOf,
  openingOf,
  proofOf,
  rootAt,
  signDigest,
  tileOf,
  verifierKeyOf,
  wordsOf,
} from "../node/evidence.ts";
import { openLedger, type Ledger } from "../node/ledger.ts";
import type { Appended } from "../node/log-state.ts";
import { errorCode } from "../node/sqlite.ts";

/** No record waits longer for its seal, in milliseconds: what a thief of today's key can rewrite is at most a minute old. */
const SEAL_MS = 60_000;

// Everything this process makes is for its owner only, SQLite's own files included.
process.umask(0o077);

const home = process.env["CASEMATE_HOME"] ?? "";
if (home === "") fail("CASEMATE_HOME is not set: the ledger does not know where the log is.");

const ledger = open();
const append = grouped();
let progress = { done: 0, of: 0 };
// On disconnect the supervisor is gone: close the database (which folds the write-ahead log in) and end.
process.on("disconnect", () => {
  ledger.close();
  process.exit(0);
});

serve(processPort(process), {
  contract: ledgerContract,
  caller: { via: "in-process", session: "supervisor" },
  onInternalError: (name, error) => {
    process.stderr.write(
      `ledger: ${name} failed: ${error instanceof Error ? error.name : "unknown"} ${errorCode(error)}\n`,
    );
  },
  handlers: {
    "ledger.status": () => ledger.status(),
    "ledger.append": append,
    "ledger.settle": () => ({ settled: ledger.settle() }),
    "ledger.tail": ({ before, limit, ...filter }) => ledger.tail(before, limit, filter),
    "ledger.verify": async ({ depth }) => {
      const verification = await ledger.verify(depth, (done, of) => {
        progress = { done, of };
      });
      progress = { done: 0, of: 0 };
      return verification;
    },
    "ledger.progress": () => progress,
    "ledger.checkpoint": () => {
      ledger.seal();
      const { store, writer, log } = ledger.evidence();
      const last = store.lastCheckpoint();
      const root = last && rootAt({ store, tip: writer.tip, log }, last.size);
      if (!last || root == null) throw new RpcError("damaged", "The log has no checkpoint.");
      return {
        note: last.note,
        verifierKey: verifierKeyOf(writer.epoch),
        words: wordsOf(store),
        mark: { log, size: last.size, root },
      };
    },
    "ledger.prove": ({ seq }) => {
      const { store, writer, log } = ledger.evidence();
      if (seq >= writer.sealed) ledger.seal();
      const checkpoint = store.checkpointAfter(seq);
      if (!checkpoint) throw new RpcError("not_found", `The log has no record ${String(seq)}.`);
      return { proof: proofOf({ store, tip: writer.tip, log }, seq, checkpoint) };
    },
    "ledger.consistency": ({ from, to }) => {
      const { store, writer, log } = ledger.evidence();
      return { hashes: consistencyOf({ store, tip: writer.tip, log }, from, to) };
    },
    "ledger.covers": (mark) => ({ covers: ledger.covers(mark) }),
    "ledger.openings": ({ from, limit }) => ({
      records: ledger
        .evidence()
        .store.rows(from, from + limit)
        .map(openingOf),
    }),
    "ledger.tile": ({ level, n, width }) => {
      const { store, writer, log } = ledger.evidence();
      return { hashes: tileOf({ store, tip: writer.tip, log }, level, n, width).toString("base64") };
    },
    "ledger.checkpoints": ({ from, limit }) => ({
      checkpoints: ledger.evidence().store.checkpoints(from, limit),
    }),
    "ledger.sign": ({ what, sha256 }) => ({
      note: signDigest(ledger.evidence().writer.epoch, what, sha256),
    }),
    "ledger.recover": ({ reason }) => ({ folder: ledger.recover(reason) }),
    "ledger.rotate": () => ({ folder: ledger.rotate() }),
    "ledger.prune": ({ below }) => ({ forgotten: ledger.prune(below) }),
  },
});

/** Appends that arrive together share one flush of the disk; each is answered for itself, when it is durable. */
function grouped(): (entry: LedgerEntry) => Promise<{ seq: number; hash: string }> {
  let waiting: { entry: LedgerEntry; answer: (answer: Appended) => void }[] = [];
  let timer: NodeJS.Timeout | null = null;
  const write = (): void => {
    const group = waiting;
    waiting = [];
    const answers = ledger.appendAll(group.map(({ entry }) => entry));
    group.forEach(({ answer }, i) => {
      answer(answers[i] ?? new RpcError("io", "Nothing was written."));
    });
    timer ??= ledger.unsealed() === 0 ? null : setTimeout(seal, SEAL_MS);
  };
  const seal = (): void => {
    timer = null;
    ledger.seal();
  };
  return async (entry) => {
    const answer = await new Promise<Appended>((resolve) => {
      if (waiting.push({ entry, answer: resolve }) === 1) setImmediate(write);
    });
    if (answer instanceof RpcError) throw answer;
    return answer;
  };
}

function open(): Ledger {
  try {
    return openLedger({ Sqlite: BetterSqlite3, home, now: () => new Date() });
  } catch (error) {
    const code = errorCode(error);
    if (code.startsWith("SQLITE_BUSY")) fail("Another process has the log open. End it, then try again.");
    return fail(
      `The log cannot be opened (${code || "unknown problem"}). Check the disk that holds the data directory.`,
    );
  }
}

function fail(sentence: string): never {
  process.stderr.write(`ledger: ${sentence}\n`);
  process.exit(1);
}
