import type { IncidentSummary, PanicCause, PanicLevel } from "@casemate/contract";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testState } from "../../common/state/test-state.ts";
import type { Context } from "../console/context.ts";
import { homePaths } from "../home.ts";
import { createTriggers, type Triggers } from "./triggers.ts";

let root: string;
let state: ReturnType<typeof testState>;
let triggers: Triggers;
let setOff: [PanicLevel, PanicCause][];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "casemate-triggers-"));
  state = testState();
  setOff = [];
  const context = {
    state,
    home: homePaths(root),
    report: () => undefined,
    ledger: { note: () => undefined },
  } as unknown as Context;
  const noVault = (): never => {
    throw new Error("the vault is locked");
  };
  triggers = createTriggers(context, { keys: noVault, confirm: noVault }, (level, cause) => {
    setOff.push([level, cause]);
    return Promise.resolve();
  });
  triggers.watchIncidents();
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function arm(level: PanicLevel): void {
  state.update("panic", (panic) => ({
    ...panic,
    armed: {
      failedUnlocks: { count: 5, level },
      incidents: { classes: ["integrity_violation"], level },
    },
  }));
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

  it("is so many wrong passphrases, not fewer", () => {
    arm(2);
    triggers.triedInVain(4);
    const before = [...setOff];
    triggers.triedInVain(5);
    expect([before, setOff]).toEqual([[], [[2, "failed_unlocks"]]]);
  });

  it("is a new incident of an armed class, once; not one of another class or of an earlier run", () => {
    arm(1);
    const fresh = incident("a", "integrity_violation", NOW);
    show(incident("b", "integrity_violation", BEFORE), incident("c", "tool_call_burst", NOW));
    const before = [...setOff];
    show(fresh);
    show({ ...fresh, count: 2 });
    expect([before, setOff]).toEqual([[], [[1, "incident"]]]);
  });

  it("is not what a file says that cannot be read", () => {
    arm(3);
    triggers.load();
    triggers.triedInVain(100);
    expect([setOff, state.get("panic").armed]).toEqual([[], { failedUnlocks: null, incidents: null }]);
  });
});
