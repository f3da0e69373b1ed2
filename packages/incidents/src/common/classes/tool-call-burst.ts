import { ANSWER_WITHIN_MS, type ClassRule } from "../incident-class.ts";

/** A model calls tools faster than a task needs. */
export const rule: ClassRule = {
  id: "tool_call_burst",
  severity: "medium",
  latched: false,
  actions: [{ action: "freeze_calls", from: "medium" }],
  escalation: { count: 5, windowMs: 60_000, to: "high" },
  answerWithinMs: ANSWER_WITHIN_MS.medium,
  title: "A model called tools far more often than usual",
  todo: "See which tools it called and with what. Then acknowledge and resolve.",
};
