// npm run bench -- audit: durable appends against raw SQLite, verification against raw SHA-256, in the same run.
import BetterSqlite3 from "better-sqlite3";
import { hash } from "node:crypto";
import { join } from "node:path";
import { growLogForBench, openLedger } from "@casemate/audit";
import { clocked, quantile } from "./lib/stats.ts";
import { ms, percent, table, whole, type Line } from "./lib/table.ts";
import { withFolder } from "./lib/temp.ts";

const RECORDS = Number(process.env["CASEMATE_BENCH_RECORDS"] ?? 1_000_000);
const APPENDS = 3_000;

const ENTRY = {
  kind: "note",
  actor: "socket:12345678",
  action: "model.received",
  subject: "a".repeat(32),
  intent: null,
  result: null,
  detail: { bytes: 123_456_789, source: "drop" },
} as const;
const now = (): Date => new Date();

await withFolder(async (folder) => {
  console.log(table("audit", [...appends(folder), ...(await verification(folder))]));
});

function appends(folder: string): Line[] {
  const ledger = openLedger({ Sqlite: BetterSqlite3, home: folder, now });
  const times = Array.from({ length: APPENDS }, () => clocked(() => ledger.append(ENTRY)));
  ledger.close();
  const raw = rawCommits(folder, ENTRY);
  const [ours, limit] = [rate(times), rate(raw)];
  return [
    {
      what: "durable append, one by one",
      ours: `${whole(ours)}/s`,
      limit: `${whole(limit)}/s raw SQLite commit`,
      ratio: percent(ours / limit),
    },
    {
      what: "  median · 99th percentile",
      ours: `${ms(quantile(times, 0.5))} · ${ms(quantile(times, 0.99))}`,
      limit: `${ms(quantile(raw, 0.5))} · ${ms(quantile(raw, 0.99))}`,
      ratio: "",
    },
  ];
}

/** The limit: one row, one commit, same bytes, same pragmas, no hash, no signature, no second file. */
function rawCommits(folder: string, entry: object): number[] {
  const db = new BetterSqlite3(join(folder, "raw.db"));
  db.pragma("locking_mode = EXCLUSIVE");
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec("CREATE TABLE record (seq INTEGER PRIMARY KEY, body TEXT, hash TEXT) STRICT");
  const insert = db.prepare("INSERT INTO record (body, hash) VALUES (?, ?)");
  const body = JSON.stringify({
    ...entry,
    prev: "0".repeat(64),
    log: "a".repeat(32),
    at: now().toISOString(),
  });
  const times = Array.from({ length: APPENDS }, () => clocked(() => insert.run(body, "0".repeat(64))));
  db.close();
  return times;
}

async function verification(folder: string): Promise<Line[]> {
  const bytes = growLogForBench(BetterSqlite3, folder, RECORDS, ENTRY);
  const start = clocked(() => {
    openLedger({ Sqlite: BetterSqlite3, home: folder, now }).close();
  });
  const ledger = openLedger({ Sqlite: BetterSqlite3, home: folder, now });
  const { ok, records, ms: took } = await ledger.verify();
  ledger.close();
  if (!ok) throw new Error("the log of the bench does not verify");
  const raw = rawHash(Math.round(bytes), records);
  return [
    {
      what: `verify ${whole(records)} records`,
      ours: `${(took / 1000).toFixed(2)} s (${whole((records / took) * 1000)}/s)`,
      limit: `${(raw / 1000).toFixed(2)} s raw SHA-256, one hash a record`,
      ratio: percent(raw / took),
    },
    {
      what: "  target: 1,000,000 in under 10 s",
      ours: `${((took / records) * 1000).toFixed(2)} s`,
      limit: "10 s",
      ratio: "",
    },
    { what: `open that log (quick check)`, ours: ms(start), limit: "", ratio: "" },
  ];
}

/** The limit: as many hashes over as many bytes, read from nowhere. */
function rawHash(bytes: number, records: number): number {
  const record = "x".repeat(bytes);
  return clocked(() => {
    for (let i = 0; i < records; i++) hash("sha256", record, "hex");
  });
}

function rate(times: readonly number[]): number {
  return (times.length / times.reduce((sum, time) => sum + time, 0)) * 1000;
}
