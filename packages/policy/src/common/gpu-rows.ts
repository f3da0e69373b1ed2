import type { PolicyRow } from "./policy-row.ts";

/** Replacing a baseline asks; the first one forgets nothing. */
export const FIRST_BASELINE_ROW: PolicyRow = {
  rule: "gpu.first-baseline",
  calls: ["gpu.baseline.capture"],
  decision: "allow",
  reason: "There is no baseline yet, so nothing is forgotten by capturing one.",
};

/** It starts a browser that is on the machine already, without a network and without anything of the user's, and ends it. */
export const KNOWN_ANSWER_ROW: PolicyRow = {
  rule: "gpu.known-answer",
  calls: ["gpu.knownAnswer", "gpu.knownAnswerIn"],
  decision: "allow",
  reason: "Having the card compute what is known changes nothing.",
};
