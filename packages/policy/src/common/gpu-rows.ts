import type { PolicyRow } from "./policy-row.ts";

/** Replacing a baseline asks; the first one forgets nothing. */
export const FIRST_BASELINE_ROW: PolicyRow = {
  rule: "gpu.first-baseline",
  calls: ["gpu.baseline.capture"],
  decision: "allow",
  reason: "There is no baseline yet, so nothing is forgotten by capturing one.",
};
