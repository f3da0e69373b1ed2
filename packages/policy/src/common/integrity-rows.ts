import type { PolicyRow } from "./policy-row.ts";

/** Looking at watched files always; saying that a change was meant is a person's decision. */
export const INTEGRITY_ROWS: readonly PolicyRow[] = [
  {
    rule: "integrity.look",
    calls: ["integrity.look", "integrity.offer"],
    decision: "allow",
    reason: "Watched files can be looked at in every state.",
  },
];

/** After the rows that want a log that can be written. */
export const ACCEPT_ROW: PolicyRow = {
  rule: "danger.accept",
  calls: ["integrity.accept"],
  risk: "danger",
  decision: "ask",
  reason: "From then on the files count as meant as they are now.",
};
