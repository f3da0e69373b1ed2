import type { StepDefinition } from "../step.ts";

/** Their keys are gone already: this only makes it harder to see what was there. */
export const contents: StepDefinition = {
  id: "contents",
  level: 3,
  claim: "best_effort",
  medium: "files in vault and quarantine",
  does: "Overwrite the beginnings of the encrypted files, and remove them.",
  limitMs: 10_000,
};
