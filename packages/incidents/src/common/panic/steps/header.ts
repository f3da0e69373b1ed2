import type { StepDefinition } from "../step.ts";

/** The keys of quarantine, models and reports stand in the index, its key in the header: this one file is all that has to go. */
export const header: StepDefinition = {
  id: "header",
  level: 3,
  claim: "best_effort",
  medium: "file vault/header, both copies",
  does: "Overwrite the whole header: recovery words, master key, and with it the keys of all models, conversations and reports.",
  critical: true,
  limitMs: 1_000,
};
