import type { StepDefinition } from "../step.ts";

/** What follows cannot be signed any more. */
export const logKey: StepDefinition = {
  id: "log_key",
  level: 3,
  claim: "best_effort",
  medium: "file ledger.key, and those of older logs",
  does: "Overwrite and remove the keys of the log.",
  critical: true,
  limitMs: 1_500,
};
