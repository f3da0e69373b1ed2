import type { IncidentSummary, PanicCause, PanicLevel, PanicTriggers } from "@casemate/contract";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../common/clock.ts";
import { testState } from "../../common/state/test-state.ts";
import type { Context } from "../console/context.ts";
import { homePaths } from "../home.ts";
import { writeArmed } from "./armed-file.ts";
import { createTriggers, type Triggers } from "./triggers.ts";

let root: string;
let state: ReturnType<typeof testState>;
let triggers: Triggers;
let setOff: [PanicLevel, PanicCause][];
let mark: string | null;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "casemate-triggers-"));
  state = testState();
  setOff = [];
  mark = "a".repeat(32);
  const context = {
    state,
    home: homePaths(root),
    report: () => undefined,
    clock: systemClock,
    ledger: {
      note: () => undefined,
      evidence:
        () =>
        async (_call: string, { sha256 }: { sha256: string }) => ({ note: await sign(sha256) }),
    },
  } as unknown as Context;
  const noVault = (): never => {
    throw new Error("the vault is locked");
  };
  const run = (level: PanicLevel, cause: PanicCause): Promise<void> => {
    setOff.push([level, cause]);
    return Promise.resolve();
  };
  triggers = createTriggers(context, { keys: noVault, confirm: noVault }, run, () => mark);
  triggers.watchIncidents();
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const sign = (sha256: string): Promise<string> => Promise.resolve(`signed ${sha256}`);

/** As arming writes it, and a console reads it at its start. */
async function arm(level: PanicLevel): Promise<void> {
  const armed: PanicTriggers = {
    failedUnlocks: { count: 5, level },
    incidents: { classes: ["integrity_violation"], level },
  };
  mkdirSync(join(root, "panic"));
  await writeArmed(armedPath(), { armed, recoveryMark: mark }, sign);
  await start();
}

async function start(): Promise<void> {
  triggers.load();
  await triggers.verify();
}

function armedPath(): string {
  return join(root, "panic", "armed.json");
}

function incident(id: string, kind: IncidentSummary["class"], openedAt: string): IncidentSummary {
  return {
    id: id.repeat(32),
    class: kind,
    severity: "critical",
    state: "open",
    latched: true,
    subject: { kind: "console", id: "programs" },
    summary: { code: "file_changed", message: "A file changed." },
    openedAt,
    lastSeenAt: openedAt,
    count: 1,
    reminded: null,
    next: "acknowledge",
  };
}

function show(...items: IncidentSummary[]): void {
  state.update("incidents", (incidents) => ({ ...incidents, items }));
}

const BEFORE = "2025-12-31T23:59:59.000Z";
const NOW = "2026-01-01T00:00:01.000Z";

describe("what sets off a panic by itself", () => {
  it("is nothing that nobody armed", () => {
    triggers.triedInVain(100);
    show(incident("a", "integrity_violation", NOW));
    expect(setOff).toEqual([]);
  });

  it("is so many wrong passphrases, not fewer, and once for all that follow in a row", async () => {
    await arm(2);
    triggers.triedInVain(4);
    const before = [...setOff];
    for (const failures of [5, 6, 7]) triggers.triedInVain(failures);
    const once = [...setOff];
    for (const failures of [1, 5]) triggers.triedInVain(failures);
    const act = [2, "failed_unlocks"];
    expect([before, once, setOff]).toEqual([[], [act], [act, act]]);
  });

  it.each([
    [1, [1, 1, 1]],
    [2, [2, 1, 1]],
    [3, [3, 3, 3]],
  ] as const)(
    "level %d leaves a way in, or goes no further than promised: words there, others, gone",
    async (level, levels) => {
      await arm(level);
      for (const now of [mark, "b".repeat(32), null]) {
        mark = now;
        for (const failures of [1, 5]) triggers.triedInVain(failures);
      }
      expect(setOff).toEqual(levels.map((one) => [one, "failed_unlocks"]));
    },
  );

  it("is a new incident of an armed class, once; not one of another class or of an earlier run", async () => {
    await arm(1);
    const fresh = incident("a", "integrity_violation", NOW);
    show(incident("b", "integrity_violation", BEFORE), incident("c", "tool_call_burst", NOW));
    const before = [...setOff];
    show(fresh);
    show({ ...fresh, count: 2 });
    expect([before, setOff]).toEqual([[], [[1, "incident"]]]);
  });

  it("is not what a file says that cannot be read", async () => {
    await arm(3);
    writeFileSync(armedPath(), '{"failedUnlocks":{"count":5,"level":3},"incidents":null}');
    await start();
    triggers.triedInVain(100);
    expect([setOff, state.get("panic").armed]).toEqual([[], { failedUnlocks: null, incidents: null }]);
  });

  it.each([
    ["a level", '"level":1', '"level":3'],
    ["a class", "integrity_violation", "manifest_mismatch"],
    ["the words", "a".repeat(32), "b".repeat(32)],
    ["the signature", "signed ", "signed by me "],
  ])(
    "%s that somebody changed in the file arms nothing that destroys, and is told",
    async (_what, from, to) => {
      await arm(from.includes("level") ? 1 : 2);
      writeFileSync(armedPath(), readFileSync(armedPath(), "utf8").replaceAll(from, to));
      await start();
      triggers.triedInVain(5);
      const { armed, refused } = state.get("panic");
      expect([setOff, armed, refused?.code]).toEqual([
        [],
        { failedUnlocks: null, incidents: null },
        "armed_unsigned",
      ]);
    },
  );
});
