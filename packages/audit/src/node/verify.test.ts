import BetterSqlite3 from "better-sqlite3";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FILE_MUTATIONS } from "../../test/file-mutations.ts";
import {
  copyHome,
  newHome,
  note,
  open,
  removeHome,
  tickingClock,
  writeSampleLog,
} from "../../test/log-fixture.ts";
import { DATABASE_MUTATIONS } from "../../test/log-mutations.ts";
import type { Sqlite } from "./sqlite.ts";

let sample = "";
let other = "";
const homes: string[] = [];
beforeAll(() => {
  sample = newHome();
  other = newHome();
  writeSampleLog(BetterSqlite3, sample);
  writeSampleLog(BetterSqlite3, other);
  homes.push(sample, other);
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
      change({ home, other, sql });
      const ledger = open(BetterSqlite3, home);
      const found = await ledger.verify();
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
    const { ms: _ms, head, ...found } = await ledger.verify();
    ledger.close();
    expect({ ...found, size: head?.size }).toEqual({
      ok: true,
      records: 12,
      firstBad: null,
      problem: null,
      message: "All 12 records are whole, in order and signed (2026-11-01T00:00:11.000Z).",
      size: 12,
    });
  });

  it("mentions a clock that ran backwards and passes", async () => {
    const home = newHome();
    homes.push(home);
    const ledger = open(BetterSqlite3, home, tickingClock(-1000));
    ledger.append(note("first"));
    const found = await ledger.verify();
    ledger.close();
    expect([found.ok, found.message.includes("clock had been set back when record 1 was written")]).toEqual([
      true,
      true,
    ]);
  });

  it("walks on while records are appended", async () => {
    const ledger = open(BetterSqlite3, copyOf(sample));
    const walking = ledger.verify();
    ledger.append(note("meanwhile"));
    const found = await walking;
    const again = await ledger.verify();
    ledger.close();
    expect([found.ok, found.records, again.ok, again.records]).toEqual([true, 12, true, 13]);
  });

  it("notices that its files were deleted under it", async () => {
    const home = copyOf(sample);
    const ledger = open(BetterSqlite3, home);
    rmSync(join(home, "ledger.db"));
    const answer = attempt(() => ledger.append(note("late")));
    const { problem } = await ledger.verify();
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
