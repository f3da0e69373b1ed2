import BetterSqlite3 from "better-sqlite3";
import * as fc from "fast-check";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
import { rootAt } from "./evidence.ts";
import { archived, exchangeLog, layoutOf, prepareStaging } from "./layout.ts";
import { createLog } from "./create-log.ts";
import { openLedger, type Ledger } from "./ledger.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import type { LedgerMark } from "../common/ledger-contract.ts";

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

function markOf(ledger: Ledger): LedgerMark {
  const { store, writer, log } = ledger.evidence();
  const size = writer.sealed;
  return { log, size, root: rootAt({ store, tip: writer.tip, log }, size) ?? "" };
}

describe("a damaged log", () => {
  it("is set aside and followed by one that names it; asks until somebody takes note", async () => {
    writeSampleLog(BetterSqlite3, home);
    const db = new BetterSqlite3(join(home, "ledger.db"));
    db.exec(
      `UPDATE record SET body = replace(body, 'model', 'vault') WHERE seq = ${String(SAMPLE.size - 10)}`,
    );
    db.exec("DELETE FROM tail");
    db.close();
    const ledger = open(BetterSqlite3, home);
    const before = ledger.status();
    const folder = ledger.recover("the disk failed");
    const after = ledger.status();
    const link = ledger.tail(null, 10).records.find(({ seq }) => seq === 1);
    ledger.append(note("ledger.acknowledged"));
    const noted = ledger.status().recovered;
    const { ok } = await ledger.verify("records");
    ledger.close();
    expect({
      before: before.state,
      after: [after.state, after.recovered],
      link: [link?.action, link?.detail["reason"], link?.detail["size"], link?.detail["damaged"]],
      digest: link?.detail["databaseSha256"],
      kept: existsSync(join(home, folder, "ledger.db")),
      noted,
      ok,
    }).toEqual({
      before: "damaged",
      after: ["ok", "the disk failed"],
      link: ["ledger.continued", "the disk failed", SAMPLE.size, true],
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      kept: true,
      noted: null,
      ok: true,
    });
  });

  it("can be set aside when nothing of it can be read", () => {
    writeSampleLog(BetterSqlite3, home);
    writeFileSync(join(home, "ledger.db"), Buffer.alloc(8192, 7));
    const ledger = open(BetterSqlite3, home);
    const folder = ledger.recover("noise");
    const { state } = ledger.status();
    ledger.close();
    expect([state, readFileSync(join(home, folder, "ledger.db")).equals(Buffer.alloc(8192, 7))]).toEqual([
      "ok",
      true,
    ]);
  });

  it("is the only one that can be recovered", () => {
    const ledger = open(BetterSqlite3, home);
    const answer = code(() => ledger.recover("for fun"));
    ledger.close();
    expect(answer).toBe("not_damaged");
  });
});

describe("a log of the first format", () => {
  const first = MIGRATIONS.find(({ version }) => version === 1)?.sql ?? "";

  it("is followed by one that asks until somebody takes note", () => {
    const old = new BetterSqlite3(join(home, "ledger.db"));
    old.exec(`${first} PRAGMA user_version = 1`);
    old.close();
    const ledger = open(BetterSqlite3, home);
    const { state, recovered } = ledger.status();
    ledger.close();
    const kept = readdirSync(join(home, "ledger-archive"));
    expect([state, recovered, kept.length]).toEqual(["ok", "older format", 1]);
  });

  it.each([
    ["by its number alone", false],
    ["by the old tables, beside a key of today", true],
  ])("is not what a log of today becomes %s: nothing is set aside", (_, tables) => {
    writeSampleLog(BetterSqlite3, home);
    if (tables) rmSync(join(home, "ledger.db"));
    const db = new BetterSqlite3(join(home, "ledger.db"));
    db.exec(`${tables ? first : ""} PRAGMA user_version = 1`);
    db.close();
    const ledger = open(BetterSqlite3, home);
    const { state } = ledger.status();
    ledger.close();
    expect([state, existsSync(join(home, "ledger-archive"))]).toEqual(["damaged", false]);
  });
});

describe("rotation", () => {
  it("keeps the old log whole; the new one covers its roots by the old one's word, and no other log's", async () => {
    writeSampleLog(BetterSqlite3, home);
    const other = fresh(newHome());
    writeSampleLog(BetterSqlite3, other);
    const stranger = open(BetterSqlite3, other);
    const foreign = markOf(stranger);
    stranger.close();
    const ledger = open(BetterSqlite3, home);
    const first = markOf(ledger);
    const folders = [ledger.rotate()];
    ledger.append(note("between"));
    ledger.seal();
    const second = markOf(ledger);
    folders.push(ledger.rotate());
    const third = markOf(ledger);
    const seen = [first, second, third, foreign, { ...first, root: second.root }].map((mark) =>
      ledger.covers(mark),
    );
    ledger.close();
    const old = await Promise.all(
      folders.map(async (folder) => {
        const archive = openLedger({
          Sqlite: BetterSqlite3,
          home: fresh(copyHome(join(home, folder))),
          now: tickingClock(),
        });
        const { ok } = await archive.verify("records");
        archive.close();
        return ok;
      }),
    );
    expect([seen, old]).toEqual([
      [true, true, true, false, false],
      [true, true],
    ]);
  });

  it("ends well from every state of the files on the way; without the decision, the old log stays", () => {
    writeSampleLog(BetterSqlite3, home);
    const layout = layoutOf(home);
    prepareStaging(layout, (staged) => {
      createLog(BetterSqlite3, staged, tickingClock());
    });
    const undecided = fresh(copyHome(home));
    writeFileSync(join(home, "ledger.creating", "set-aside"), "old");
    const decided = fresh(copyHome(home));
    rmSync(join(home, "ledger.creating", "set-aside"));
    exchangeLog(layout, "old2");
    const sizes = [undecided, decided, home].map((where) => {
      const ledger = open(BetterSqlite3, where);
      const { size, state } = ledger.status();
      ledger.close();
      return [
        size,
        state,
        existsSync(archived(layoutOf(where), "old").db) || existsSync(archived(layoutOf(where), "old2").db),
      ];
    });
    expect(sizes).toEqual([
      [SAMPLE.size, "ok", false],
      [2, "ok", true],
      [2, "ok", true],
    ]);
  });
});

describe("retention", () => {
  it("forgets texts, not places: everything still verifies, and what is forgotten is nowhere in the file", async () => {
    writeSampleLog(BetterSqlite3, home);
    const ledger = open(BetterSqlite3, home);
    ledger.append(note("told", { secret: "Zeppelin-4711" }));
    ledger.seal();
    const below = ledger.status().size;
    const before = markOf(ledger);
    const forgotten = ledger.prune(below);
    const { ok, records } = await ledger.verify("records");
    const covers = ledger.covers(before);
    const again = code(() => ledger.prune(below + 500));
    ledger.close();
    const left = readFileSync(join(home, "ledger.db")).includes("Zeppelin-4711");
    expect({ ok, covers, again, left, most: forgotten > 250 && forgotten < records }).toEqual({
      ok: true,
      covers: true,
      again: "not_found",
      left: false,
      most: true,
    });
  });
});

describe("one intent, one outcome", () => {
  it.each([
    ["an act that has its outcome", 1],
    ["a record that is no act", 0],
  ])(
    "is not broken by a list of open acts that names %s: that is damage, and nothing is written",
    (_, which) => {
      const made = open(BetterSqlite3, home);
      const { seq } = made.append(intent("model.import"));
      made.append(outcome(seq, "model.import"));
      made.close();
      const db = new BetterSqlite3(join(home, "ledger.db"));
      db.prepare("INSERT INTO open_intent (seq) VALUES (?)").run(which * seq);
      db.close();
      const ledger = open(BetterSqlite3, home);
      const before = ledger.status().size;
      const settled = ledger.settle();
      const { state, size } = ledger.status();
      ledger.close();
      expect([settled, state, size - before]).toEqual([0, "damaged", 0]);
    },
  );

  it("is what verification asks for: an outcome too many is named", async () => {
    const ledger = open(BetterSqlite3, home);
    const { seq } = ledger.append(intent("model.import"));
    ledger.append(outcome(seq, "model.import"));
    ledger.evidence().store.changeIntent({ op: "open", seq });
    const second = ledger.append(outcome(seq, "model.import", "failed"));
    const { problem, firstBad } = await ledger.verify("records");
    ledger.close();
    expect([problem, firstBad]).toEqual(["open_intents", second.seq]);
  });

  /** What may happen to a call between its intent and its outcome. */
  const ENDS = ["ok", "failed", "twice", "never", "killed"] as const;

  it("holds over random calls, with the log closed and opened in between", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...ENDS), { maxLength: 25 }), async (ends) => {
        const where = fresh(newHome());
        let ledger = open(BetterSqlite3, where);
        const intents: number[] = [];
        for (const end of ends) {
          const { seq } = ledger.append(intent(`act.${end}`));
          intents.push(seq);
          if (end === "ok" || end === "twice") ledger.append(outcome(seq, "act"));
          if (end === "failed") ledger.append(outcome(seq, "act", "failed"));
          if (end === "twice") expect(code(() => ledger.append(outcome(seq, "act")))).toBe("bad_intent");
          if (end !== "killed") continue;
          ledger.close();
          ledger = open(BetterSqlite3, where);
          ledger.settle();
        }
        ledger.settle();
        const { ok, unfinished } = await ledger.verify("records");
        const { records } = ledger.tail(null, 500);
        ledger.close();
        const counts = intents.map((seq) => records.filter((record) => record.intent === seq).length);
        expect([ok, unfinished, counts]).toEqual([true, 0, intents.map(() => 1)]);
      }),
      { numRuns: 40 },
    );
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
