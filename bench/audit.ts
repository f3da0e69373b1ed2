// npm run bench -- audit: durable appends against raw SQLite, verification against raw SHA-256, in the same run.
import BetterSqlite3 from "better-sqlite3";
import { hash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { growLogForBench, openLedger } from "@casemate/audit";

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

interface Line {
  readonly what: string;
  readonly ours: string;
  readonly limit: string;
  readonly ratio: string;
}

const folder = mkdtempSync(join(tmpdir(), "casemate-bench-audit-"));
try {
  const lines = [...appends(), ...(await verification())];
  console.log(table(lines));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function appends(): Line[] {
  const ledger = openLedger({ Sqlite: BetterSqlite3, home: folder, now });
  const times = Array.from({ length: APPENDS }, () => clocked(() => ledger.append(ENTRY)));
  ledger.close();
  const raw = rawCommits(ENTRY);
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
      ours: `${ms(at(times, 0.5))} · ${ms(at(times, 0.99))}`,
      limit: `${ms(at(raw, 0.5))} · ${ms(at(raw, 0.99))}`,
      ratio: "",
    },
  ];
}

/** The limit: one row, one commit, same bytes, same pragmas, no hash, no signature, no second file. */
function rawCommits(entry: object): number[] {
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

async function verification(): Promise<Line[]> {
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

function clocked(run: () => unknown): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

function at(times: readonly number[], part: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0;
}

function rate(times: readonly number[]): number {
  return (times.length / times.reduce((sum, time) => sum + time, 0)) * 1000;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}

function percent(value: number): string {
  return `${String(Math.round(value * 100))} %`;
}

function table(lines: readonly Line[]): string {
  const rows = [{ what: "audit", ours: "Casemate", limit: "limit, same run", ratio: "of limit" }, ...lines];
  const width = (column: keyof Line): number => Math.max(...rows.map((row) => row[column].length));
  const [what, ours, limit] = [width("what"), width("ours"), width("limit")];
  return rows
    .map((row) =>
      `${row.what.padEnd(what)}  ${row.ours.padEnd(ours)}  ${row.limit.padEnd(limit)}  ${row.ratio}`.trimEnd(),
    )
    .join("\n");
}
