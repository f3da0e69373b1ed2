import type { StepDefinition } from "../step.ts";

/** A session keeps its connection, so that the page can show how it ended; what was open in it is gone. */
export const sessions: StepDefinition = {
  id: "sessions",
  level: 1,
  claim: "proven",
  medium: "memory of this console",
  does: "End what pages and commands had open: exports, passphrases on their way, requests for approval.",
  limitMs: 500,
};
