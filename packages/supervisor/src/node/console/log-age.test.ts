import { connect, portPair, serve, type AuditRecord } from "@casemate/contract";
import { ledgerContract } from "@casemate/audit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstSince, type TimedLog } from "./log-age.ts";

const calls = { "ledger.tail": ledgerContract["ledger.tail"] } as const;
/** Records of a day at most, in ms; a small range, so that equal times come up. */
const TIMES = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 });

/** A log with one record at each of these times, over a port as in the console. The texts of the first `forgotten` are gone. */
function logOf(times: readonly number[], forgotten = 0): { log: TimedLog; asked: () => number } {
  const [ours, theirs] = portPair();
  let asked = 0;
  serve(theirs, {
    contract: calls,
    caller: { via: "in-process", session: "test" },
    handlers: {
      "ledger.tail": ({ before, limit }) => {
        asked++;
        const records = times
          .map(recordAt)
          .filter(({ seq }) => seq >= forgotten && seq < (before ?? Infinity));
        return { records: records.reverse().slice(0, limit), total: times.length, next: null };
      },
    },
  });
  return { log: connect(calls, ours), asked: () => asked };
}

function recordAt(time: number, seq: number): AuditRecord {
  return {
    seq,
    at: new Date(time).toISOString(),
    kind: "note",
    actor: "casemate",
    action: "vault.locked",
    subject: null,
    intent: null,
    result: null,
    detail: {},
    hash: "0".repeat(64),
  };
}

describe("the first record since a time", () => {
  it("is the one that looking at each of them finds", async () => {
    await fc.assert(
      fc.asyncProperty(TIMES, fc.integer({ min: -1, max: 42 }), async (some, time) => {
        const times = some.toSorted((a, b) => a - b);
        const found = times.findIndex((at) => at >= time);
        expect(await firstSince(logOf(times).log, time)).toBe(found < 0 ? times.length : found);
      }),
    );
  });

  it("is never among the forgotten ones, and never before one that is older", async () => {
    await fc.assert(
      fc.asyncProperty(TIMES, fc.nat(60), fc.integer({ min: 0, max: 41 }), async (some, gone, time) => {
        const times = some.toSorted((a, b) => a - b);
        const forgotten = Math.min(gone, times.length);
        const found = await firstSince(logOf(times, forgotten).log, time);
        expect([found >= forgotten, times.slice(forgotten, found).every((at) => at < time)]).toEqual([
          true,
          true,
        ]);
      }),
    );
  });

  it("with a clock that was set back is a place where the records step over that time", async () => {
    await fc.assert(
      fc.asyncProperty(TIMES, fc.integer({ min: 0, max: 41 }), async (times, time) => {
        const found = await firstSince(logOf(times).log, time);
        const before = found === 0 || (times[found - 1] ?? 0) < time;
        const after = found === times.length || (times[found] ?? 0) >= time;
        expect([before, after]).toEqual([true, true]);
      }),
    );
  });

  it("takes some twenty questions in a million records, not a million", async () => {
    const { log, asked } = logOf(Array.from({ length: 5000 }, (_, i) => i));
    expect([await firstSince(log, 3210), asked() <= 2 + Math.ceil(Math.log2(5000))]).toEqual([3210, true]);
  });
});
