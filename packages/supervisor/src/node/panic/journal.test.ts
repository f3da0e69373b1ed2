import type { PanicLevel, PanicOutcome } from "@casemate/contract";
import * as fc from "fast-check";
import fs, { mkdtempSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openJournal, type Begun } from "./journal.ts";

const TIME = "2026-01-01T00:00:00.000Z";
const realWrite = fs.writeSync;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "casemate-journal-"));
});
afterEach(() => {
  killBefore(null);
  rmSync(root, { recursive: true });
});

/** The n-th write from now on does not happen, or only `bytes` of it; nothing after it does. Null: all of them happen. */
function killBefore(write: number | null, bytes = 0): void {
  let count = 0;
  fs.writeSync =
    write === null
      ? realWrite
      : (((fd, data: Uint8Array, offset: number, size: number, at: number) => {
          count += 1;
          if (count < write) return realWrite(fd, data, offset, size, at);
          if (count === write && bytes > 0) realWrite(fd, data, offset, bytes, at);
          throw new Error("killed");
        }) as typeof realWrite);
  syncBuiltinESMExports();
}

function begunOf(n: number, level: PanicLevel): Begun {
  const id = n.toString(16).padStart(32, "0");
  return { id, level, cause: "button", begunAt: TIME, device: null, vault: null, headerGone: false };
}

function outcomeOf({ id, level, cause, begunAt }: Begun): PanicOutcome {
  const rest = { ms: 1, endedAt: TIME, resumed: false, complete: true, logged: true };
  return { id, level, cause, begunAt, ...rest, steps: [], certificate: null };
}

/** One panic of level 1 or 2, and at which write the process dies, if at all, with so many bytes of that write on the disk. */
const panics = fc.array(
  fc.record({
    level: fc.constantFrom(1 as const, 2 as const),
    killed: fc.option(fc.record({ write: fc.integer({ min: 1, max: 4 }), bytes: fc.nat(200) })),
  }),
  { minLength: 1, maxLength: 8 },
);

describe("the journal of panics", () => {
  it("never runs again what has ended, and always what has begun, whatever came between and wherever it was killed", () => {
    fc.assert(
      fc.property(panics, (sequence) => {
        rmSync(join(root, "panic"), { recursive: true, force: true });
        const begun = new Set<string>();
        const ended = new Set<string>();
        sequence.forEach(({ level, killed }, n) => {
          const journal = openJournal({ root });
          const { open } = journal.read();
          expect([open !== null && ended.has(open.id), [...begun].filter((id) => !ended.has(id))]).toEqual([
            false,
            open === null ? [] : [open.id],
          ]);
          // What the console does at its start, and then a panic of its own.
          const own = begunOf(n + 1, level);
          killBefore(killed?.write ?? null, killed?.bytes);
          for (const one of open === null ? [own] : [open, own]) {
            try {
              if (one.level > 1) {
                journal.begin(one);
                begun.add(one.id);
              }
              journal.end(outcomeOf(one));
              ended.add(one.id);
            } catch {
              // Durable or not, the write that was cut off decides: what is read now stays true from now on.
              const { open: left, last } = openJournal({ root }).read();
              if (left?.id === one.id) begun.add(one.id);
              if (last?.id === one.id) ended.add(one.id);
              break;
            }
          }
          killBefore(null);
        });
      }),
      { numRuns: 80 },
    );
  });

  it("keeps one open that could not be ended while others of level 1 end", () => {
    const journal = openJournal({ root });
    const half = begunOf(1, 2);
    journal.begin(half);
    for (const n of [2, 3]) journal.end(outcomeOf(begunOf(n, 1)));
    expect([journal.read().open, openJournal({ root }).read().open]).toEqual([half, half]);
  });
});
