import type { Incident, IncidentState } from "@casemate/contract";
import BetterSqlite3 from "better-sqlite3";
import * as fc from "fast-check";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newHome, note, open, removeHome } from "../../test/log-fixture.ts";
import { entryOf } from "./incident-rows.ts";
import type { Ledger } from "./ledger.ts";

const homes: string[] = [];
let home = "";
beforeEach(() => {
  home = newHome();
  homes.push(home);
});
afterEach(() => {
  homes.splice(0).forEach(removeHome);
});

function incident(number: number, state: IncidentState = "contained"): Incident {
  const ended = state === "resolved" || state === "dismissed";
  return {
    id: number.toString(16).padStart(32, "0"),
    class: number % 2 === 0 ? "integrity_violation" : "manifest_mismatch",
    severity: "high",
    state,
    latched: true,
    subject: { kind: "model", id: "m" },
    fingerprint: "a".repeat(64),
    summary: { code: "test", message: "Something happened." },
    words: { did: "", todo: "" },
    openedAt: new Date(Date.UTC(2026, 0, 1) + Math.floor(number / 3) * 1000).toISOString(),
    lastSeenAt: "2026-01-01T00:00:00.000Z",
    count: 1,
    evidence: [],
    containment: [],
    escalations: [],
    reminded: null,
    acknowledged: null,
    attested: null,
    voided: null,
    ended: ended ? { at: "2026-01-01T00:00:00.000Z", by: "a", reason: null } : null,
    next: ended ? null : "acknowledge",
  };
}

function keep(ledger: Ledger, ...incidents: readonly Incident[]): void {
  const answers = ledger.addAll(
    incidents.map((one) => ({
      entry: entryOf(one, one.state),
      also: (seq: number) => {
        ledger.incidents().put(one, seq);
      },
    })),
  );
  expect(answers.filter((answer) => answer instanceof Error)).toEqual([]);
}

function pages(ledger: Ledger, ended: boolean, limit: number): string[] {
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const page = ledger.incidents().page({ ended, class: null, after, limit });
    ids.push(...page.incidents.map(({ id }) => id));
    if (page.next === null) return ids;
    after = page.next;
  }
}

/** Changes the database behind the ledger's back. */
function tamper(change: (db: BetterSqlite3.Database) => void): void {
  const db = new BetterSqlite3(join(home, "ledger.db"));
  change(db);
  db.close();
}

function check(): unknown {
  return checked().map(({ id, problem }) => ({ id, problem }));
}

function checked() {
  const ledger = open(BetterSqlite3, home);
  const found = ledger.incidents().check(ledger.status().size);
  ledger.close();
  return found;
}

describe("incidents beside the log", () => {
  it("outlive a restart with the record that vouches for each, and the log verifies", async () => {
    const before = open(BetterSqlite3, home);
    keep(before, incident(1), incident(2));
    keep(before, incident(2, "resolved"));
    before.close();
    const ledger = open(BetterSqlite3, home);
    const { ok } = await ledger.verify("records");
    const records = ledger
      .tail(null, 50, { action: "incident." })
      .records.map(({ action, subject, detail }) => [action, subject, detail["state"]]);
    expect([ok, pages(ledger, false, 1), pages(ledger, true, 1), records]).toEqual([
      true,
      [incident(1).id],
      [incident(2).id],
      [
        ["incident.resolved", incident(2).id, "resolved"],
        ["incident.contained", incident(2).id, "contained"],
        ["incident.contained", incident(1).id, "contained"],
      ],
    ]);
    ledger.close();
    expect(check()).toEqual([]);
  });

  it("are shown newest first, each once, whatever the size of a page", () => {
    const ledger = open(BetterSqlite3, home);
    keep(ledger, ...Array.from({ length: 20 }, (_, i) => incident(i)));
    const newest = Array.from({ length: 20 }, (_, i) => incident(19 - i).id);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 25 }), (limit) => {
        expect(pages(ledger, false, limit)).toEqual(newest);
      }),
    );
    const even = ledger
      .incidents()
      .page({ ended: false, class: "integrity_violation", after: null, limit: 50 });
    expect([even.total, even.incidents.length]).toEqual([10, 10]);
    ledger.close();
  });

  it("are forgotten only when they have ended, the oldest first", () => {
    const ledger = open(BetterSqlite3, home);
    keep(ledger, ...Array.from({ length: 30 }, (_, i) => incident(i)));
    keep(ledger, ...Array.from({ length: 1_010 }, (_, i) => incident(100 + i, "resolved")));
    const { total } = ledger.incidents().page({ ended: true, class: null, after: null, limit: 1 });
    expect([pages(ledger, false, 50).length, total, ledger.incidents().get(incident(109).id)]).toEqual([
      30,
      1000,
      null,
    ]);
    ledger.close();
  });

  it("come along when the log is rotated, and their records are never forgotten", async () => {
    const ledger = open(BetterSqlite3, home);
    keep(ledger, incident(1), incident(2, "dismissed"));
    ledger.rotate();
    keep(ledger, incident(3));
    ledger.append(note("something"));
    ledger.seal();
    const forgotten = ledger.prune(ledger.status().size - 1);
    const { ok } = await ledger.verify("records");
    expect([forgotten > 0, ok, pages(ledger, false, 9), pages(ledger, true, 9)]).toEqual([
      true,
      true,
      [incident(3).id, incident(1).id],
      [incident(2).id],
    ]);
    ledger.close();
    expect(check()).toEqual([]);
  });

  it("get their table in a log of the version before, which stays the same log", async () => {
    const first = open(BetterSqlite3, home);
    const { log, size } = first.status();
    first.close();
    tamper((db) => {
      db.exec("DROP TABLE incident");
      db.pragma("user_version = 2");
    });
    const ledger = open(BetterSqlite3, home);
    keep(ledger, incident(1));
    const { ok } = await ledger.verify("records");
    const now = ledger.status();
    ledger.close();
    expect([now.log, now.size > size, ok, now.state]).toEqual([log, true, true, "ok"]);
  });

  it("get no table in a database that holds more than ours", () => {
    open(BetterSqlite3, home).close();
    tamper((db) => {
      db.exec("DROP TABLE incident; CREATE TABLE extra (x)");
      db.pragma("user_version = 2");
    });
    const ledger = open(BetterSqlite3, home);
    const { state, message } = ledger.status();
    ledger.close();
    expect([state, message?.includes("altered")]).toEqual(["damaged", true]);
  });
});

describe("rows that somebody changed are found out", () => {
  const tampering: [string, (db: BetterSqlite3.Database) => void, unknown][] = [
    ["an open one deleted", (db) => db.exec("DELETE FROM incident"), "missing"],
    [
      "declared resolved in the text",
      (db) => db.exec(`UPDATE incident SET body = replace(body, '"contained"', '"resolved"'), ended = 1`),
      "changed",
    ],
    ["declared ended beside the text", (db) => db.exec("UPDATE incident SET ended = 1"), "changed"],
    ["made harmless", (db) => db.exec(`UPDATE incident SET body = replace(body, 'high', 'low')`), "changed"],
    ["made unreadable", (db) => db.exec("UPDATE incident SET body = '{}'"), "unreadable"],
    ["bound to another record", (db) => db.exec("UPDATE incident SET seq = 0"), "changed"],
    ["put under another time", (db) => db.exec("UPDATE incident SET opened = '2020'"), "changed"],
  ];
  it.each(tampering)("%s", (_name, change, problem) => {
    const ledger = open(BetterSqlite3, home);
    keep(ledger, incident(1));
    ledger.close();
    tamper(change);
    const [found] = checked();
    const { class: of, severity, state, count, subject, openedAt } = incident(1);
    // What the log says it was, whatever the row says; and written anew, it is as the log says.
    expect([found?.problem, found?.id, found?.told]).toEqual([
      problem,
      incident(1).id,
      { class: of, severity, state, count, subject, openedAt, at: found?.told?.at },
    ]);
    const again = open(BetterSqlite3, home);
    keep(again, incident(1));
    again.close();
    expect(check()).toEqual([]);
  });

  it("one put back to what it was before", () => {
    const ledger = open(BetterSqlite3, home);
    keep(ledger, incident(1, "resolved"));
    ledger.close();
    let row: unknown;
    tamper((db) => (row = db.prepare("SELECT * FROM incident").get()));
    const again = open(BetterSqlite3, home);
    keep(again, incident(1, "contained"));
    again.close();
    tamper((db) => {
      const { body, seq, ended } = row as { body: string; seq: number; ended: number };
      db.prepare("UPDATE incident SET body = ?, seq = ?, ended = ?").run(body, seq, ended);
    });
    expect(check()).toEqual([{ id: incident(1).id, problem: "changed" }]);
  });

  it("a table that was taken away whole", () => {
    const ledger = open(BetterSqlite3, home);
    keep(ledger, incident(1), incident(2, "resolved"));
    ledger.close();
    tamper((db) => {
      db.exec("DROP TABLE incident");
      db.pragma("user_version = 2");
    });
    expect(check()).toEqual([{ id: incident(1).id, problem: "missing" }]);
  });
});
