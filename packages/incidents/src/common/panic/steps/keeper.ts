import type { StepDefinition } from "../step.ts";

/** First: with it go the keys. A process that is gone holds nothing; wiping inside a living one cannot be proven. */
export const keeper: StepDefinition = {
  id: "keeper",
  level: 1,
  claim: "proven",
  medium: "memory of a process",
  does: "End the process that holds the vault's keys.",
  limitMs: 2_000,
};
