import BetterSqlite3 from "better-sqlite3";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FILE_MUTATIONS } from "../../test/file-mutations.ts";
import {
  copyHome,
  newHome,
  note,
  open,
  removeHome,
  SAMPLE,
  tickingClock,
  writeSampleLog,
} from "../../test/log-fixture.ts";
import { DATABASE_MUTATIONS } from "../../test/log-mutations.ts";
import type { Sqlite } from "./sqlite.ts";

let sample = "";
let earlier = "";
let other = "";
const homes: string[] = [];
beforeAll(() => {
  sample = newHome();
  other = newHome();
  writeSampleLog(BetterSqlite3, other);
  earlier = newHome();
  writeSampleLog(BetterSqlite3, sample, (moment) => {
    if (moment === SAMPLE.lateEpoch[0]) cpSync(sample, earlier, { recursive: true });
  });
  open(BetterSqlite3, earlier).close(); // folds the write-ahead log in
  homes.push(sample, other, earlier);
});
afterAll(() => {
  homes.forEach(removeHome);
});

function copyOf(home: string): string {
  const copy = copyHome(home);
  homes.push(copy);
  return copy;
}

function sql(home: string, change: (db: Sqlite) => void): void {
  const db = new BetterSqlite3(join(home, "ledger.db"));
  change(db);
  db.close();
}

describe("ledger.verify", () => {
  it.each([...DATABASE_MUTATIONS, ...FILE_MUTATIONS])(
    "%s: %s at %s",
    async (_name, problem, firstBad, change) => {
      const home = copyOf(sample);
      change({ home, earlier, other, sql });
      const ledger = open(BetterSqlite3, home);
      const found = await ledger.verify("records");
      const after = attempt(() => ledger.append(note("late")));
      const { total } = ledger.tail(null, 500);
      ledger.close();
      expect({
        ok: found.ok,
        problem: found.problem,
        firstBad: found.firstBad,
        state: ledger.status().state,
        after,
        tail: total >= 0,
      }).toEqual({
        ok: false,
        problem,
        firstBad,
        state: "damaged",
        after: "damaged",
        tail: true,
      });
      expect(found.message).toMatch(/\.$/);
    },
  );

  it("finds nothing in the unchanged twin, and says what it checked", async () => {
    const ledger = open(BetterSqlite3, copyOf(sample));
    const { ms: _ms, checkpoint, ...found } = await ledger.verify("records");
    ledger.close();
    expect({ ...found, size: checkpoint?.size }).toEqual({
      ok: true,
      records: SAMPLE.size,
      firstBad: null,
      problem: null,
      message: `All ${String(SAMPLE.size)} records are whole, in order and in the signed tree.`,
      clockBack: [],
      unfinished: 0,
      size: SAMPLE.size,
    });
  });

  it("mentions a clock that ran backwards and passes", async () => {
    const home = newHome();
    homes.push(home);
    const ledger = open(BetterSqlite3, home, tickingClock(-1000));
    ledger.append(note("first"));
    const found = await ledger.verify("records");
    ledger.close();
    expect([found.ok, found.message.includes("clock had been set back when record 2 was written")]).toEqual([
      true,
      true,
    ]);
  });

  it("walks on while records are appended", async () => {
    const ledger = open(BetterSqlite3, copyOf(sample));
    const walking = ledger.verify("records");
    ledger.append(note("meanwhile"));
    const found = await walking;
    const again = await ledger.verify("records");
    ledger.close();
    expect([found.ok, found.records, again.ok, again.records]).toEqual([
      true,
      SAMPLE.size,
      true,
      SAMPLE.size + 1,
    ]);
  });

  it("notices that its files were deleted under it", async () => {
    const home = copyOf(sample);
    const ledger = open(BetterSqlite3, home);
    rmSync(join(home, "ledger.db"));
    const answer = attempt(() => ledger.append(note("late")));
    const { problem } = await ledger.verify("records");
    ledger.close();
    expect([answer, problem, existsSync(join(home, "ledger.db"))]).toEqual(["damaged", "missing", false]);
  });
});

function attempt(run: () => unknown): string {
  try {
    run();
    return "done";
  } catch (error) {
    return (error as { code?: string }).code ?? "unknown";
  }
}
