import { processPort, RpcError, serve } from "@casemate/contract";
import BetterSqlite3 from "better-sqlite3";
import { ledgerContract } from "../common/ledger-contract.ts";
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
import { entryOf } from "../node/incident-rows.ts";
import { openLedger, type Ledger } from "../node/ledger.ts";
import type { Addition, Appended } from "../node/log-state.ts";
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
/** Verifications that run, and how often somebody stopped them all. */
let verifying = 0;
let stops = 0;
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
    "ledger.append": (entry) => append({ entry }),
    "ledger.settle": () => ({ settled: ledger.settle() }),
    "ledger.tail": ({ before, limit, ...filter }) => ledger.tail(before, limit, filter),
    "ledger.verify": async ({ depth }) => {
      const mine = stops;
      verifying++;
      try {
        return await ledger.verify(depth, (done, of) => {
          if (mine !== stops) throw stopped(done, of);
          progress = { done, of };
        });
      } finally {
        verifying--;
        progress = { done: 0, of: 0 };
      }
    },
    "ledger.stopVerify": () => {
      stops++;
      return { stopped: verifying > 0 };
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
    "incident.keep": ({ incident, step }) =>
      append({
        entry: entryOf(incident, step),
        also: (seq) => {
          ledger.incidents().put(incident, seq);
        },
      }).then(({ seq }) => ({ seq })),
    "incident.page": (query) => ledger.incidents().page(query),
    "incident.get": ({ id }) => {
      const incident = ledger.incidents().get(id);
      if (!incident) throw new RpcError("not_found", "There is no such incident.");
      return incident;
    },
    "incident.check": () => ({ altered: ledger.incidents().check(ledger.status().size) }),
  },
});

/** Appends that arrive together share one flush of the disk; each is answered for itself, when it is durable. */
function grouped(): (addition: Addition) => Promise<{ seq: number; hash: string }> {
  let waiting: { addition: Addition; answer: (answer: Appended) => void }[] = [];
  let timer: NodeJS.Timeout | null = null;
  const write = (): void => {
    const group = waiting;
    waiting = [];
    const answers = ledger.addAll(group.map(({ addition }) => addition));
    group.forEach(({ answer }, i) => {
      answer(answers[i] ?? new RpcError("io", "Nothing was written."));
    });
    timer ??= ledger.unsealed() === 0 ? null : setTimeout(seal, SEAL_MS);
  };
  const seal = (): void => {
    timer = null;
    ledger.seal();
  };
  return async (addition) => {
    const answer = await new Promise<Appended>((resolve) => {
      if (waiting.push({ addition, answer: resolve }) === 1) setImmediate(write);
    });
    if (answer instanceof RpcError) throw answer;
    return answer;
  };
}

function stopped(done: number, of: number): RpcError {
  const rest = done < of ? " The others were not looked at." : "";
  return new RpcError(
    "cancelled",
    `Stopped. Nothing bad was found in the first ${String(done)} of ${String(of)} records.${rest}`,
  );
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
