// npm run bench -- incidents: from the report to the durable row and record, against one raw SQLite commit; and a storm.
import BetterSqlite3 from "better-sqlite3";
import { connect, type Incident } from "@casemate/contract";
import { ledgerContract } from "@casemate/audit";
import { Register, type RegisterPorts, type Report } from "@casemate/incidents";
import { createSpawner, systemClock } from "@casemate/supervisor";
import { repositoryRoot } from "@casemate/testkit";
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { clocked, clockedAsync, quantile } from "./lib/stats.ts";
import { ms, table, whole, type Line } from "./lib/table.ts";
import { withFolder } from "./lib/temp.ts";

/** Each creates one incident; classes take turns, below what one class may have open. */
const CREATED = 500;
const STORM = 10_000;
/** Limit of the issue. */
const CREATE_LIMIT_MS = 20;
const CLASSES = [
  "attestation_failure",
  "integrity_violation",
  "unauthorized_access",
  "manifest_mismatch",
  "policy_bypass_attempt",
  "prompt_injection",
  "model_behavior_anomaly",
  "tool_call_burst",
  "forbidden_airlock_request",
] as const;

await withFolder(async (folder) => {
  const spawner = createSpawner({
    node: process.execPath,
    servicesDir: join(repositoryRoot, "dist", "services"),
    manifest: join(repositoryRoot, "dist", "manifest.json"),
    nodeModules: join(repositoryRoot, "node_modules"),
  });
  const handle = await spawner.spawn({ id: "ledger", host: "plain", env: { CASEMATE_HOME: folder } });
  const ledger = connect(ledgerContract, handle.port);
  const raw = rawDatabase(join(folder, "raw.db"));
  const commits: number[] = [];
  const created: number[] = [];
  for (let i = 0; i < CREATED; i++) {
    const { register, first } = newRegister(ledger);
    created.push(
      await clockedAsync(async () => {
        register.report(report(i));
        await first;
      }),
    );
    await register.settled();
    commits.push(clocked(raw.insert));
  }
  console.log(table("incidents", [...creation(created, commits), ...(await storm(ledger))]));
  raw.close();
  await handle.kill();
});

function creation(created: readonly number[], commits: readonly number[]): Line[] {
  const [ours, limit] = [quantile(created, 0.99), quantile(commits, 0.99)];
  return [
    {
      what: "report to durable (row and record; critical ones sealed), 99th percentile",
      ours: ms(ours),
      limit: `≤ ${ms(CREATE_LIMIT_MS)}`,
      ratio: ours <= CREATE_LIMIT_MS ? "met" : "MISSED",
    },
    {
      what: "  beside one raw SQLite commit, 99th percentile",
      ours: ms(ours),
      limit: ms(limit),
      ratio: `${(ours / limit).toFixed(1)}×`,
    },
    {
      what: "  median",
      ours: ms(quantile(created, 0.5)),
      limit: ms(quantile(commits, 0.5)),
      ratio: `${(quantile(created, 0.5) / quantile(commits, 0.5)).toFixed(1)}×`,
    },
  ];
}

/** Different reports as fast as they can be made, one critical one in the middle. */
async function storm(ledger: Ledger): Promise<Line[]> {
  const { register, saved } = newRegister(ledger);
  const heap = process.memoryUsage().heapUsed;
  const reporting = clocked(() => {
    for (let i = 0; i < STORM; i++) register.report({ ...report(i), class: "forbidden_airlock_request" });
    register.report({ ...report(STORM), class: "integrity_violation" });
  });
  const settling = await clockedAsync(() => register.settled());
  const critical = register.openOnes().find(({ severity }) => severity === "critical");
  const counted = register.openOnes().reduce((sum, { count }) => sum + count, 0);
  const grown = (process.memoryUsage().heapUsed - heap) / 1024 ** 2;
  const whole10k = counted === STORM + 1 && critical?.state === "contained" && saved.has(critical.id);
  return [
    {
      what: `${whole(STORM)} different reports: taken in`,
      ours: `${whole(STORM / (reporting / 1000))}/s`,
      limit: "≥ 10 000/s",
      ratio: reporting <= 1000 ? "met" : "MISSED",
    },
    {
      what: "  until all of it was contained and durable",
      ours: ms(reporting + settling),
      limit: `${whole(register.openOnes().length)} open, ${whole(counted)} counted`,
      ratio: whole10k ? "none lost, critical one contained and stored" : "LOST",
    },
    { what: "  memory grown", ours: `${grown.toFixed(1)} MiB`, limit: "–", ratio: "" },
  ];
}

type Ledger = ReturnType<typeof connect<typeof ledgerContract>>;

/** `first`: something is durable. */
function newRegister(ledger: Ledger): {
  register: Register;
  saved: ReadonlySet<string>;
  first: Promise<undefined>;
} {
  const saved = new Set<string>();
  const { promise: first, resolve } = Promise.withResolvers<undefined>();
  const ports: RegisterPorts = {
    clock: systemClock,
    newId: () => randomBytes(16).toString("hex"),
    newNonce: () => randomBytes(32).toString("hex"),
    digest: (text) => createHash("sha256").update(text).digest("hex"),
    store: {
      load: () => Promise.resolve({ open: [], altered: [] }),
      save: async (incident: Incident, step) => {
        await ledger.call("incident.keep", { incident, step });
        saved.add(incident.id);
        resolve(undefined);
      },
    },
    ready: () => Promise.resolve(),
    contain: () => Promise.resolve({ done: true, detail: "nothing to contain in a bench" }),
    parts: () => [],
    show: () => undefined,
    onError: (error) => {
      throw error;
    },
  };
  return { register: new Register(ports), saved, first };
}

function report(i: number): Report {
  return {
    class: CLASSES[i % CLASSES.length] ?? "tool_call_burst",
    subject: { kind: "call", id: String(i) },
    summary: { code: "bench", message: "Something happened that is told in a sentence of usual length." },
    evidence: [{ kind: "count", what: "things that happened", count: i }],
  };
}

/** The limit: one row of the same size, one commit, same pragmas. */
function rawDatabase(path: string): { insert: () => void; close: () => void } {
  const db = new BetterSqlite3(path);
  db.pragma("locking_mode = EXCLUSIVE");
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec("CREATE TABLE incident (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
  const insert = db.prepare("INSERT INTO incident (body) VALUES (?)");
  const body = "x".repeat(1500);
  return {
    insert: () => {
      insert.run(body);
    },
    close: () => db.close(),
  };
}
