import { ANSWER_WITHIN_MS, type ClassRule } from "../incident-class.ts";

/** Text that gives a model orders; seen by what it makes the model do. */
export const rule: ClassRule = {
  id: "prompt_injection",
  severity: "high",
  latched: false,
  actions: [
    { action: "end_runtime", from: "high" },
    { action: "freeze_calls", from: "critical" },
  ],
  escalation: { count: 3, windowMs: 300_000, to: "critical" },
  answerWithinMs: ANSWER_WITHIN_MS.high,
  title: "A text may have given the model orders",
  todo:
    "Do not trust what the model answered there. Look in that conversation for a text that gives orders, and go on in a new conversation without it. " +
    "If this model does it without any cause, switch hidden markers off under Settings. Then acknowledge, let Casemate look again, and resolve.",
};
