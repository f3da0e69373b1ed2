import type { ClassRule } from "../incident-class.ts";

/** Text from outside that gives a model orders. */
export const rule: ClassRule = {
  id: "prompt_injection",
  severity: "high",
  latched: false,
  actions: [
    { action: "end_runtime", from: "high" },
    { action: "freeze_calls", from: "critical" },
  ],
  escalation: { count: 3, windowMs: 300_000, to: "critical" },
  title: "A text tried to give the model orders",
  todo: "Do not trust what the model answered to it. Remove the text from the conversation, then acknowledge and resolve.",
};
