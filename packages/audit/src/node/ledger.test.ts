import BetterSqlite3 from "better-sqlite3";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ledgerContract } from "../common/ledger-contract.ts";
import {
  copyHome,
  intent,
  newHome,
  note,
  open,
  outcome,
  removeHome,
  SAMPLE,
  tickingClock,
  writeSampleLog,
} from "../../test/log-fixture.ts";
import { createLog } from "./create-log.ts";
import { layoutOf } from "./layout.ts";
import { openLedger } from "./ledger.ts";

const homes: string[] = [];
let home = "";
beforeEach(() => {
  home = fresh(newHome());
});
afterEach(() => {
  homes.splice(0).forEach(removeHome);
});
function fresh(path: string): string {
  homes.push(path);
  return path;
}

describe("openLedger", () => {
  it("makes a log whose first record names its keys, sealed at once, all files for the owner only", async () => {
    const ledger = open(BetterSqlite3, home);
    const { records, total } = ledger.tail(null, 10);
    const { checkpoint } = await ledger.verify("records");
    const files = readdirSync(home).map((name) => [
      name,
      (statSync(join(home, name)).mode & 0o777).toString(8),
    ]);
    ledger.close();
    expect(records.map(({ seq, kind, action, detail }) => [seq, kind, action, Object.keys(detail)])).toEqual([
      [1, "note", "ledger.sealed", ["epoch", "nextKey"]],
      [0, "note", "ledger.created", ["epochKey", "format", "log", "publicKey"]],
    ]);
    expect([total, checkpoint?.size]).toEqual([2, 2]);
    expect(files).toEqual([
      ["ledger.db", "600"],
      ["ledger.db-wal", "600"],
      ["ledger.head", "600"],
      ["ledger.key", "600"],
      ["ledger.reserve", "600"],
    ]);
  });

  it("goes on where it stopped, and shows the newest first, page by page", () => {
    writeSampleLog(BetterSqlite3, home);
    const ledger = open(BetterSqlite3, home);
    const { seq } = ledger.append(note("after"));
    const first = ledger.tail(null, 3).records.map((record) => record.action);
    const second = ledger.tail(11, 3).records.map((record) => record.seq);
    ledger.close();
    expect([seq, first, second]).toEqual([
      SAMPLE.size,
      ["after", "ledger.sealed", "vault.locked"],
      [10, 9, 8],
    ]);
  });

  it("settles once every act that a killed run left open; nothing comes after that", async () => {
    const before = open(BetterSqlite3, home);
    const closed = before.append(intent("vault.unlock")).seq;
    before.append(outcome(closed, "vault.unlock"));
    const left = before.append(intent("model.remove")).seq;
    const other = before.append(intent("model.release")).seq;
    before.close();
    const ledger = open(BetterSqlite3, home);
    const settled = [ledger.settle(), ledger.settle()];
    const unknown = ledger.tail(null, 100).records.filter(({ result }) => result === "unknown");
    const late = code(() => ledger.append(outcome(left, "model.remove")));
    const { ok, unfinished } = await ledger.verify("records");
    ledger.close();
    expect(unknown.map(({ actor, action, intent: of }) => ({ actor, action, of }))).toEqual([
      { actor: "casemate", action: "model.release", of: other },
      { actor: "casemate", action: "model.remove", of: left },
    ]);
    expect([settled, late, ok, unfinished]).toEqual([[2, 0], "bad_intent", true, 0]);
  });

  it("answers entries that come together one by one, in one durable write", () => {
    const ledger = open(BetterSqlite3, home);
    const answers = ledger.appendAll([intent("one"), outcome(77, "x"), outcome(2, "one"), note("two")]);
    const { records } = ledger.tail(null, 3);
    ledger.close();
    expect([
      answers.map((answer) => (answer instanceof Error ? answer.code : answer.seq)),
      records.map(({ action }) => action),
    ]).toEqual([
      [2, "bad_intent", 3, 4],
      ["two", "one", "one"],
    ]);
  });

  it("seals after 256 records and at once after a critical one; the key before is nowhere in the files", () => {
    const ledger = open(BetterSqlite3, home);
    const seeds = new Set<string>();
    const seed = (): string =>
      /epochkey (.*)/.exec(readFileSync(join(home, "ledger.key"), "utf8"))?.[1] ?? "";
    const epochs = (): number => ledger.evidence().store.lastCheckpoint()?.epoch ?? -1;
    seeds.add(seed());
    ledger.appendAll(Array.from({ length: 600 }, () => note("many")));
    const many = epochs();
    seeds.add(seed());
    ledger.append({ ...note("panic"), critical: true });
    const critical = [epochs(), ledger.unsealed()];
    seeds.add(seed());
    ledger.close();
    const left = [...seeds].filter((old) =>
      readdirSync(home).some((name) => readFileSync(join(home, name)).includes(old)),
    );
    // What is in use now is the only one; closing sealed nothing, since nothing was open.
    expect([many, critical, seeds.size, left]).toEqual([2, [3, 0], 3, [seed()]]);
  });

  it.each([
    ["an outcome without an intent", { ...outcome(0, "x"), intent: null }],
    ["an outcome without a result", { ...outcome(1, "x"), result: null }],
    ["an outcome of an intent that was never written", outcome(77, "x")],
    ["an outcome of a note", outcome(0, "x")],
    ["a note that names an intent", { ...note("x"), intent: 1 }],
    ["an intent that names an intent", { ...intent("x"), intent: 1 }],
    ["an intent with a result", { ...intent("x"), result: "ok" as const }],
  ])("refuses %s and writes nothing", (_name, entry) => {
    const ledger = open(BetterSqlite3, home);
    ledger.append(intent("real"));
    const answer = code(() => ledger.append(entry));
    const { size } = ledger.status();
    ledger.close();
    expect([answer, size]).toEqual(["bad_intent", 3]);
  });

  it("keeps odd texts exactly, or with U+FFFD where no text can be kept", async () => {
    const ledger = open(BetterSqlite3, home);
    const detail = {
      zero: "a\u0000b",
      lone: "x\ud800y",
      rtl: "\u202eexe",
      big: 1e308,
      neg: -0,
      ["__proto__"]: "own",
    };
    ledger.append({ ...note("odd", detail), subject: "\udc00" });
    const [record] = ledger.tail(null, 1).records;
    const { ok } = await ledger.verify("records");
    ledger.close();
    expect([
      record?.subject,
      record?.detail["lone"],
      record?.detail["zero"],
      record?.detail["neg"],
      ok,
    ]).toEqual(["\ufffd", "x\ufffdy", "a\u0000b", 0, true]);
  });

  it("lets one writer in", () => {
    const ledger = open(BetterSqlite3, home);
    const Impatient = class extends BetterSqlite3 {
      constructor(path: string, options?: BetterSqlite3.Options) {
        super(path, { ...options, timeout: 0 });
      }
    };
    const second = code(() => openLedger({ Sqlite: Impatient, home, now: tickingClock() }));
    ledger.close();
    expect(second).toBe("SQLITE_BUSY");
  });

  it("says disk_full when the database cannot grow, loses nothing, and goes on when there is room", async () => {
    const db = { limit: (_pages: number): void => undefined };
    const Limited = class extends BetterSqlite3 {
      constructor(path: string, options?: BetterSqlite3.Options) {
        super(path, options);
        if (path.endsWith("ledger.db"))
          db.limit = (pages) => this.pragma(`max_page_count = ${String(pages)}`);
      }
    };
    const ledger = openLedger({ Sqlite: Limited, home, now: tickingClock() });
    db.limit(1);
    const answers = Array.from({ length: 60 }, () =>
      code(() => ledger.append(note("fill", { text: "x".repeat(400) }))),
    );
    const full = ledger.status();
    db.limit(100_000);
    const { seq } = ledger.append(note("room again"));
    const { ok } = await ledger.verify("records");
    ledger.close();
    expect([answers.at(-1), full.state, seq === full.size, ok]).toEqual(["disk_full", "ok", true, true]);
  });
});

describe("a first start that is cut off", () => {
  it("ends well from every state of the files on the way", async () => {
    const whole = fresh(newHome());
    createLog(BetterSqlite3, layoutOf(whole), tickingClock());
    const names = ["ledger.db", "ledger.head", "ledger.key"];
    const results = [];
    // `moved` files have left the folder of construction; before that, only the first `staged` had been written.
    for (const [staged, moved] of [
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
      [3, 1],
      [3, 2],
      [3, 3],
    ] as const) {
      const copy = fresh(copyHome(whole));
      mkdirSync(join(copy, "ledger.creating"));
      names.slice(moved).forEach((name) => {
        renameSync(join(copy, name), join(copy, "ledger.creating", name));
      });
      names.slice(staged).forEach((name) => {
        rmSync(join(copy, "ledger.creating", name), { force: true });
      });
      const ledger = open(BetterSqlite3, copy);
      ledger.append(note("first"));
      results.push([(await ledger.verify("records")).ok, readdirSync(copy).includes("ledger.creating")]);
      ledger.close();
    }
    expect(results).toEqual(Array.from({ length: 7 }, () => [true, false]));
  });

  it("does not take a planted construction for a log in a directory that was in use", () => {
    createLog(BetterSqlite3, layoutOf(home), tickingClock());
    mkdirSync(join(home, "ledger.creating"));
    ["ledger.db", "ledger.head", "ledger.key"].forEach((name) => {
      renameSync(join(home, name), join(home, "ledger.creating", name));
    });
    mkdirSync(join(home, "vault"));
    writeFileSync(join(home, "vault", "header"), "x");
    const ledger = open(BetterSqlite3, home);
    const { state, message } = ledger.status();
    ledger.close();
    expect([state, message]).toEqual([
      "damaged",
      "The log is missing: the log's files are gone from a data directory that was in use. Keep the files as they are and compare them with a backup.",
    ]);
  });
});

describe("ledger.append's input", () => {
  it.each([
    ["33 facts", { detail: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`f${String(i)}`, i])) }],
    ["a fact of 501 characters", { detail: { text: "x".repeat(501) } }],
    ["a fact that is a list", { detail: { list: [1] } }],
    ["a fact that is not a number", { detail: { n: NaN } }],
    ["a subject of 301 characters", { subject: "x".repeat(301) }],
    ["a number of its own", { seq: 5 }],
  ])("does not take %s", (_name, change) => {
    const well = ledgerContract["ledger.append"].input.safeParse(note("x", { a: 1 }));
    const hostile = ledgerContract["ledger.append"].input.safeParse({ ...note("x"), ...change });
    expect([well.success, hostile.success]).toEqual([true, false]);
  });
});

function code(run: () => unknown): string {
  try {
    run();
    return "done";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
