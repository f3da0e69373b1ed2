import type { PanicLevel, PanicOutcome } from "@casemate/contract";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "../../common/clock.ts";
import { homePaths } from "../home.ts";
import { openJournal, type Begun } from "./journal.ts";
import { openAtLeast } from "./resumable.ts";
import { startPanic, type PanicRunner } from "./runner.ts";
import type { PanicWorld } from "./world.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "casemate-runner-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Nothing runs here. `onKeeper`: when the keeper's turn comes. */
function worldOf(onKeeper: () => void): PanicWorld {
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    home: homePaths(root),
    clock: systemClock,
    version: "test",
    endKeeper: () => {
      onKeeper();
      return nothing();
    },
    endWork: nothing,
    endLedger: nothing,
    left: () => [],
    ended: () => 0,
    endSessions: nothing,
    sessionsLeft: () => 0,
    blank: () => 0,
    removeDeviceKey: () => Promise.resolve(false),
    withSigner: (use) => use(null),
    sealLog: nothing,
  };
}

it("a panic that is raised is logged and told with its true level and cause, each level with an end", async () => {
  const logged: unknown[] = [];
  const note = (what: string, { level, cause }: Pick<PanicOutcome, "level" | "cause">): void => {
    logged.push([what, level, cause]);
  };
  const holder: { runner: PanicRunner | null } = { runner: null };
  holder.runner = startPanic(
    {
      world: () => worldOf(() => void holder.runner?.raise(2, "incident")),
      journal: openJournal({ root }),
      intent: (begun: Begun) => {
        note("intent", begun);
        return Promise.resolve((outcome: PanicOutcome) => {
          note("outcome", outcome);
          return Promise.resolve(true);
        });
      },
      newId: () => "a".repeat(32),
      onChange: () => undefined,
      report: () => undefined,
    },
    { level: 1, cause: "button" },
  );
  const { outcome } = await holder.runner.end;
  const { last } = openJournal({ root }).read();
  expect([logged, outcome.level, outcome.cause, outcome.logged, last]).toEqual([
    [
      ["intent", 1, "button"],
      ["intent", 2, "incident"],
      ["outcome", 2, "incident"],
      ["outcome", 2, "incident"],
    ],
    2,
    "incident",
    true,
    outcome,
  ]);
});

it.each([
  [2, [true, false]],
  [3, [true, true]],
] as const)(
  "one of level %d that was cut off is ended, not replaced by one of the same or a lower level",
  (level, ends) => {
    const journal = openJournal({ root });
    const begunAt = "2026-01-01T00:00:00.000Z";
    const begun: Begun = {
      ...{ id: "b".repeat(32), level, cause: "phrase", begunAt },
      ...{ device: null, vault: null, headerGone: false },
    };
    journal.begin(begun);
    const found = ([2, 3] satisfies PanicLevel[]).map((asked) => openAtLeast(journal, root, asked));
    expect(found).toEqual(ends.map((one) => (one ? begun : null)));
  },
);
