import { IncidentState, type Incident, type IncidentSummary } from "@casemate/contract";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { dismissalOf, historyOf, newsOf, stepsOf, worstOf } from "./incident-view.ts";

const AT = "2026-01-01T00:00:00.000Z";
const HEX = "a".repeat(64);
const attested: NonNullable<Incident["attested"]> = {
  at: AT,
  by: "p: page",
  nonce: HEX,
  digest: HEX,
  state: HEX,
  binding: HEX,
  assurance: "software",
  parts: [{ id: "log", ok: true, words: "" }],
};

const base: Incident = {
  id: "1".repeat(32),
  class: "manifest_mismatch",
  severity: "high",
  state: "contained",
  latched: true,
  subject: { kind: "model", id: "m" },
  fingerprint: HEX,
  summary: { code: "c", message: "m" },
  words: { did: "", todo: "" },
  openedAt: AT,
  lastSeenAt: AT,
  count: 1,
  evidence: [],
  containment: [{ action: "end_runtime", state: "done", detail: "", ms: 1, at: AT }],
  escalations: [],
  reminded: null,
  acknowledged: null,
  attested: null,
  voided: null,
  ended: null,
  next: "acknowledge",
};
const seen = { acknowledged: { at: AT, by: "p" } };
const bad = { ...attested, parts: [{ id: "log", ok: null, words: "" }] };

const WAYS: readonly (readonly [name: string, change: Partial<Incident>, steps: string])[] = [
  ["contained", {}, "now:, waits:acknowledge, waits:acknowledge"],
  ["being contained", { state: "open", next: null }, "waits:containing, waits:containing, waits:containing"],
  ["acknowledged", { ...seen, state: "acknowledged", next: "reattest" }, "done:, now:, waits:reattest"],
  [
    "looked at, not well",
    { ...seen, state: "acknowledged", next: "reattest", attested: bad },
    "done:, now:, waits:notWell",
  ],
  [
    "acknowledged, nothing to prove",
    { ...seen, state: "acknowledged", next: "resolve", containment: [] },
    "done:, unneeded:, now:",
  ],
  ["well again", { ...seen, state: "reattested", next: "resolve", attested }, "done:, done:, now:"],
  ["resolved", { ...seen, state: "resolved", next: null, attested }, "done:, done:, done:"],
  ["resolved without proof", { ...seen, state: "resolved", next: null }, "done:, unneeded:, done:"],
  [
    "voided by what was seen again",
    { next: "acknowledge", state: "contained" },
    "now:, waits:acknowledge, waits:acknowledge",
  ],
];
it.each(WAYS)("the way back, %s", (_name, change, steps) => {
  const found = stepsOf({ ...base, ...change });
  expect(found.map(({ state, why }) => `${state}:${why ?? ""}`).join(", ")).toBe(steps);
});

const incidents = fc
  .record({
    state: fc.constantFrom(...IncidentState.options),
    next: fc.constantFrom("acknowledge", "reattest", "resolve", null),
    acknowledged: fc.constantFrom(null, seen.acknowledged),
    attested: fc.constantFrom(null, attested, bad),
    latched: fc.boolean(),
    containment: fc.constantFrom([], base.containment),
  })
  .map((change): Incident => ({ ...base, ...change }));

it("never offers a step that the supervisor did not name, and always says why a button does nothing", () => {
  fc.assert(
    fc.property(incidents, (incident) => {
      const steps = stepsOf(incident);
      const now = steps.filter(({ state }) => state === "now").map(({ id }) => id);
      expect(now.every((id) => id === incident.next)).toBe(true);
      expect(steps.filter(({ state, why }) => (state === "waits") !== (why !== null))).toEqual([]);
    }),
  );
});

it("offers to dismiss only what is not latched, not contained and not begun", () => {
  fc.assert(
    fc.property(incidents, (incident) => {
      const { latched, state, containment, next } = incident;
      const may = !latched && state === "open" && containment.length === 0 && next !== null;
      expect(dismissalOf(incident) === "yes").toBe(may);
    }),
  );
});

it("tells its history in order, and nothing of containment while it runs", () => {
  const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
  const incident: Incident = {
    ...base,
    openedAt: at(0),
    lastSeenAt: at(4),
    count: 3,
    containment: [{ action: "lock_vault", state: "failed", detail: "", ms: 1, at: at(1) }],
    escalations: [{ at: at(3), from: "high", to: "critical", why: "worse" }],
    voided: { at: at(5), why: "again" },
    reminded: { at: at(2), count: 2 },
    acknowledged: { at: at(6), by: "p" },
    attested: { ...bad, at: at(7) },
    ended: { at: at(9), by: "q", reason: null },
    state: "resolved",
  };
  const running = { ...incident, containment: [{ ...base.containment[0], state: "running" }] };
  expect(historyOf(incident).map(({ kind }) => kind)).toEqual([
    "opened",
    "containment_failed",
    "reminded",
    "escalated",
    "seen",
    "voided",
    "acknowledged",
    "attestedBad",
    "resolved",
  ]);
  expect(historyOf(running as Incident).some(({ kind }) => kind.startsWith("contain"))).toBe(false);
});

it("puts what could not be contained before what is graver, and says aloud what is new, critical, uncontained or not answered", () => {
  const one = (id: string, change: Partial<IncidentSummary>): IncidentSummary => ({ ...base, id, ...change });
  const critical = one("a", { severity: "critical" });
  const failed = one("b", { severity: "medium", state: "containment_failed" });
  const before = [
    one("a", {}),
    one("b", { severity: "medium" }),
    one("c", {}),
    one("d", { severity: "critical" }),
    one("f", { reminded: { at: AT, count: 1 } }),
  ];
  const after = [
    critical,
    failed,
    one("c", { count: 9, state: "acknowledged" }),
    one("d", { severity: "critical" }),
    one("e", {}),
    one("f", { reminded: { at: AT, count: 2 } }),
  ];
  expect([worstOf([]), worstOf([critical, failed])?.id, worstOf([one("x", {}), critical])?.id]).toEqual([
    null,
    "b",
    "a",
  ]);
  expect(newsOf(before, after).map(({ id }) => id)).toEqual(["a", "b", "e", "f"]);
});
