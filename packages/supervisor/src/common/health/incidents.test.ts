import type { IncidentsSlice, State } from "@casemate/contract";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { testState } from "../state/test-state.ts";
import { readHealth } from "./checks.ts";

const NOW = "2026-01-01T00:00:00.000Z";
/** Everything else is well. */
const well: State = (() => {
  const { state } = testState().snapshot();
  return {
    ...state,
    vault: { ...state.vault, lockVerified: true },
    ledger: { ...state.ledger, state: "ok", size: 1 },
    app: { ...state.app, isolation: { level: "full", layers: ["box"], notices: [] } },
    admission: { ...state.admission, state: "default", error: null },
    services: [{ id: "keeper", state: "ready", pid: 1, restarts: 0, reason: null, isolation: "none" }],
  };
})();

function level(incidents: Partial<IncidentsSlice>): string {
  const durable = { ...well.incidents, kept: "durable" as const };
  return readHealth({ ...well, incidents: { ...durable, ...incidents } }, NOW).level;
}

it("is trusted without open incidents only; critical ones and failed containment need recovery; unread is unknown", () => {
  const none = { critical: 0, high: 0, medium: 0, low: 0 };
  expect([
    level({}),
    level({ open: { ...none, low: 1 } }),
    level({ open: { ...none, high: 1 } }),
    level({ open: { ...none, critical: 1 } }),
    level({ open: { ...none, low: 1 }, failed: 1 }),
    level({ kept: "memory" }),
    level({ kept: "starting" }),
  ]).toEqual([
    "trusted",
    "degraded",
    "degraded",
    "recovery_required",
    "recovery_required",
    "degraded",
    "unknown",
  ]);
});

it("is never trusted while anything is open, failed, not stored or not read", () => {
  const count = fc.nat({ max: 3 });
  const open = fc.record({ critical: count, high: count, medium: count, low: count });
  const kept = fc.constantFrom("starting" as const, "durable" as const, "memory" as const);
  fc.assert(
    fc.property(open, count, kept, (counts, failed, how) => {
      const quiet = Object.values(counts).every((one) => one === 0) && failed === 0 && how === "durable";
      expect(level({ open: counts, failed, kept: how }) === "trusted").toBe(quiet);
    }),
  );
});

it("every reason says what to do, and every target is a page", () => {
  const { checks } = readHealth(
    { ...well, incidents: { ...well.incidents, kept: "durable", failed: 1 } },
    NOW,
  );
  const told = checks.filter(({ status }) => status === "warn" || status === "danger");
  expect(told.map(({ id, remedy, target }) => [id, remedy !== null, target?.page])).toEqual([
    ["incidents", true, "incidents"],
  ]);
});
