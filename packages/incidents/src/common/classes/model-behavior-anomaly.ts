import { ANSWER_WITHIN_MS, type ClassRule } from "../incident-class.ts";

/** A model or its runtime does what it did not do when it was inspected. */
export const rule: ClassRule = {
  id: "model_behavior_anomaly",
  severity: "high",
  latched: false,
  actions: [
    { action: "contain_model", from: "high" },
    { action: "end_runtime", from: "high" },
  ],
  escalation: { count: 3, windowMs: 900_000, to: "critical" },
  answerWithinMs: ANSWER_WITHIN_MS.high,
  title: "A model does not behave as it did when it was inspected",
  todo: "Inspect the model again before you use it, or remove it. Then acknowledge and resolve.",
};
