import type { PolicyRow } from "./policy-row.ts";

/** Looking at oneself, and telling what was found, is never held up: it only makes Casemate stricter. */
export const ATTESTATION_ROWS: readonly PolicyRow[] = [
  {
    rule: "attestation.look",
    calls: ["attestation.show", "attestation.refresh"],
    decision: "allow",
    reason: "What Casemate found when it looked at itself can be asked for in every state.",
  },
];
