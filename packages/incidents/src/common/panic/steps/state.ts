import type { StepDefinition } from "../step.ts";

/** Only names that Casemate itself makes: somebody else's files in the folder are left. */
export const state: StepDefinition = {
  id: "state",
  level: 3,
  claim: "best_effort",
  medium: "files of the data directory",
  does: "Remove the log, the lists, the policy and everything else that Casemate wrote.",
  limitMs: 5_000,
};
