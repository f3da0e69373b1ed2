import type { Approval, Job } from "@casemate/contract";
import { expect, it } from "vitest";
import { exportPhase } from "./log-export-phase.ts";

const ID = "ab".repeat(16);
const approval = (state: Approval["state"], outcome: string | null = null, id = ID): Approval => ({
  id: "1".repeat(32),
  call: "forensic.export",
  sentence: "wants to export.",
  name: null,
  input: JSON.stringify({ exportId: id }),
  risk: "What leaves this console cannot be taken back.",
  diff: [],
  evidence: [],
  rule: "danger.export",
  reason: "Exports leave this console.",
  facts: [],
  changes: [],
  requestedBy: "The browser page",
  via: "browser",
  requestedAt: "2026-11-01T00:00:00.000Z",
  policy: "0".repeat(64),
  log: { id: null, size: 0 },
  grantableFrom: null,
  expiresAt: null,
  state,
  outcome,
});
const job = (state: Job["state"], change: Partial<Job> = {}): Job => ({
  id: "2".repeat(32),
  kind: "export",
  subject: ID,
  label: "Exporting the log",
  stage: null,
  done: 1,
  total: 2,
  etaMs: null,
  state,
  error: null,
  startedAt: "2026-11-01T00:00:00.000Z",
  endedAt: null,
  ...change,
});

it.each<[string, Approval[], Job[], object]>([
  ["nothing is known", [], [], { at: "unknown" }],
  ["another one was asked for", [approval("pending", null, "cd".repeat(16))], [], { at: "unknown" }],
  ["nobody answered", [approval("pending")], [], { at: "waiting", approval: approval("pending") }],
  ["it was just approved", [approval("granted")], [], { at: "making", job: null }],
  [
    "it is made",
    [approval("granted")],
    [job("running"), job("running", { subject: null }), job("running", { kind: "inspect" })],
    { at: "making", job: job("running") },
  ],
  ["it is done", [approval("granted", "Done.")], [job("done")], { at: "made" }],
  ["somebody said no", [approval("denied", "Denied.")], [], { at: "ended", how: "denied", why: null }],
  ["the vault changed", [approval("void", "Changed.")], [], { at: "ended", how: "void", why: null }],
  [
    "it failed",
    [approval("failed", "The disk.")],
    [job("failed")],
    { at: "ended", how: "failed", why: "The disk." },
  ],
  [
    "it was stopped",
    [approval("failed", "Cancelled.")],
    [job("cancelled")],
    { at: "ended", how: "cancelled", why: null },
  ],
])("says how things stand when %s", (_when, approvals, jobs, wanted) => {
  expect(exportPhase(ID, approvals, jobs)).toEqual(wanted);
});
