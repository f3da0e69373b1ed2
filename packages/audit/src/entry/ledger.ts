import { processPort, serve } from "@casemate/contract";
import BetterSqlite3 from "better-sqlite3";
import { ledgerContract } from "../common/ledger-contract.ts";
import { openLedger, type Ledger } from "../node/ledger.ts";
import { errorCode } from "../node/sqlite.ts";

// Everything this process makes is for its owner only, SQLite's own files included.
process.umask(0o077);

const home = process.env["CASEMATE_HOME"] ?? "";
if (home === "") fail("CASEMATE_HOME is not set: the ledger does not know where the log is.");

const ledger = open();
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
    "ledger.append": (entry) => ledger.append(entry),
    "ledger.tail": ({ before, limit }) => ledger.tail(before, limit),
    "ledger.verify": () => ledger.verify(),
  },
});

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
