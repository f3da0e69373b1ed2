import { ANSWER_WITHIN_MS, type ClassRule } from "../incident-class.ts";

/** Something tried what it was never given: a page that names files, a runtime that opens connections. */
export const rule: ClassRule = {
  id: "policy_bypass_attempt",
  severity: "high",
  latched: false,
  actions: [
    { action: "end_runtime", from: "high" },
    { action: "freeze_calls", from: "critical" },
  ],
  escalation: { count: 2, windowMs: 600_000, to: "critical" },
  answerWithinMs: ANSWER_WITHIN_MS.high,
  title: "Something tried to do what it has no right to",
  todo: "It was stopped. See in the evidence what it tried; inspect the model again, or close the browser and open Casemate in its own window. Then acknowledge and resolve.",
};
