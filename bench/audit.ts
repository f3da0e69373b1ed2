// npm run bench -- audit: durable appends against raw SQLite, verification and proofs against their limits, in the same run.
import BetterSqlite3 from "better-sqlite3";
import { hash } from "node:crypto";
import { join } from "node:path";
import { growLogForBench, openLedger, proveForBench } from "@casemate/audit";
import { clocked, quantile } from "./lib/stats.ts";
import { ms, percent, table, whole, type Line } from "./lib/table.ts";
import { withFolder } from "./lib/temp.ts";

const RECORDS = Number(process.env["CASEMATE_BENCH_RECORDS"] ?? 1_000_000);
/** Appends in turn with raw commits, so that both meet the same moments of the disk. */
const ROUNDS = 30;
const APPENDS = 100;
const BATCHED = 200_000;
const BATCH = 4_096;
const PROOFS = 200;
/** Limits of the issue. */
const BATCHED_LIMIT = 100_000;
const TREE_LIMIT_S = 5;
const FULL_LIMIT_S = 25;
const OPEN_LIMIT_MS = 300;
const PROOF_LIMIT_MS = 5;
const RAW_SHARE = 0.7;

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
  console.log(table("audit", [...appends(folder), ...batched(folder), ...(await verification(folder))]));
});

function appends(folder: string): Line[] {
  const ledger = openLedger({ Sqlite: BetterSqlite3, home: folder, now });
  const raw = rawDatabase(join(folder, "raw-1.db"));
  const times: Record<"ours" | "raw", number[]> = { ours: [], raw: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < APPENDS; i++) times.ours.push(clocked(() => ledger.append(ENTRY)));
    for (let i = 0; i < APPENDS; i++) times.raw.push(clocked(raw.insert));
  }
  ledger.close();
  raw.close();
  const [ours, limit] = [rate(times.ours), rate(times.raw)];
  return [
    {
      what: "durable append, one by one, seals included",
      ours: `${whole(ours)}/s`,
      limit: `≥ 70 % of ${whole(limit)}/s raw SQLite commit`,
      ratio: verdict(percent(ours / limit), ours >= RAW_SHARE * limit),
    },
    {
      what: "  median · 99th percentile",
      ours: `${ms(quantile(times.ours, 0.5))} · ${ms(quantile(times.ours, 0.99))}`,
      limit: `${ms(quantile(times.raw, 0.5))} · ${ms(quantile(times.raw, 0.99))}`,
      ratio: percent(quantile(times.raw, 0.5) / quantile(times.ours, 0.5)),
    },
  ];
}

/** The limit: one row, one commit, same bytes, same pragmas, no hash, no signature, no second file. */
function rawDatabase(path: string): {
  insert: () => void;
  many: (count: number) => void;
  close: () => void;
} {
  const db = new BetterSqlite3(path);
  db.pragma("locking_mode = EXCLUSIVE");
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec("CREATE TABLE record (seq INTEGER PRIMARY KEY, body TEXT, salts BLOB, digest BLOB) STRICT");
  const insert = db.prepare("INSERT INTO record (body, salts, digest) VALUES (?, ?, ?)");
  const body = JSON.stringify({ ...ENTRY, at: now().toISOString() });
  const [salts, digest] = [Buffer.alloc(112, 1), Buffer.alloc(32, 2)];
  const one = (): void => {
    insert.run(body, salts, digest);
  };
  return {
    insert: one,
    many: db.transaction((count: number) => {
      for (let i = 0; i < count; i++) one();
    }),
    close: () => db.close(),
  };
}

function batched(folder: string): Line[] {
  const ledger = openLedger({ Sqlite: BetterSqlite3, home: folder, now });
  const raw = rawDatabase(join(folder, "raw-2.db"));
  let [ours, limit] = [0, 0];
  for (let done = 0; done < BATCHED; done += BATCH) {
    const entries = Array.from({ length: BATCH }, () => ENTRY);
    ours += clocked(() => ledger.appendAll(entries));
    limit += clocked(() => {
      raw.many(BATCH);
    });
  }
  ledger.close();
  raw.close();
  const count = Math.ceil(BATCHED / BATCH) * BATCH;
  const [perSecond, rawPerSecond] = [(count / ours) * 1000, (count / limit) * 1000];
  return [
    {
      what: `durable appends, ${whole(BATCH)} at a time, a seal each 256`,
      ours: `${whole(perSecond)}/s`,
      limit: `≥ ${whole(BATCHED_LIMIT)}/s; raw SQLite ${whole(rawPerSecond)}/s`,
      ratio: verdict(percent(perSecond / BATCHED_LIMIT), perSecond >= BATCHED_LIMIT),
    },
  ];
}

async function verification(folder: string): Promise<Line[]> {
  growLogForBench(BetterSqlite3, folder, RECORDS, ENTRY);
  let ledger = openLedger({ Sqlite: BetterSqlite3, home: folder, now });
  ledger.close();
  const start = clocked(() => {
    ledger = openLedger({ Sqlite: BetterSqlite3, home: folder, now });
  });
  const tree = await ledger.verify("tree");
  const full = await ledger.verify("records");
  if (!tree.ok || !full.ok) throw new Error("the log of the bench does not verify");
  const size = full.records;
  const proofs = Array.from({ length: PROOFS }, (_, i) =>
    clocked(() => proveForBench(ledger, Math.floor((size * i) / PROOFS))),
  );
  ledger.close();
  const raw = rawHash(400, size);
  const share = 1_000_000 / size;
  return [
    {
      what: `verify ${whole(size)} records: tree, checkpoints, chain of keys`,
      ours: `${seconds(tree.ms)} s`,
      limit: `≤ ${String(TREE_LIMIT_S)} s for a million; raw SHA-256, one a record: ${seconds(raw)} s`,
      ratio: verdict(
        percent((TREE_LIMIT_S * 1000) / (tree.ms * share)),
        tree.ms * share <= TREE_LIMIT_S * 1000,
      ),
    },
    {
      what: "  with the commitment to every field",
      ours: `${seconds(full.ms)} s`,
      limit: `≤ ${String(FULL_LIMIT_S)} s for a million`,
      ratio: verdict(
        percent((FULL_LIMIT_S * 1000) / (full.ms * share)),
        full.ms * share <= FULL_LIMIT_S * 1000,
      ),
    },
    {
      what: "inclusion proof there, worst of 200",
      ours: ms(Math.max(...proofs)),
      limit: `≤ ${ms(PROOF_LIMIT_MS)}`,
      ratio: verdict(percent(PROOF_LIMIT_MS / Math.max(...proofs)), Math.max(...proofs) <= PROOF_LIMIT_MS),
    },
    {
      what: "open that log",
      ours: ms(start),
      limit: `≤ ${ms(OPEN_LIMIT_MS)}`,
      ratio: verdict(percent(OPEN_LIMIT_MS / start), start <= OPEN_LIMIT_MS),
    },
  ];
}

/** As many hashes over as many bytes, read from nowhere. */
function rawHash(bytes: number, records: number): number {
  const record = "x".repeat(bytes);
  return clocked(() => {
    for (let i = 0; i < records; i++) hash("sha256", record, "hex");
  });
}

function verdict(ratio: string, kept: boolean): string {
  return `${ratio} ${kept ? "ok" : "MISSED"}`;
}

function seconds(time: number): string {
  return (time / 1000).toFixed(2);
}

function rate(times: readonly number[]): number {
  return (times.length / times.reduce((sum, time) => sum + time, 0)) * 1000;
}
