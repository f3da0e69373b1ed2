import type { PolicyRow } from "./policy-row.ts";

/** What may always be done with an incident. */
export const INCIDENT_ROWS: readonly PolicyRow[] = [
  {
    rule: "incident.answer",
    calls: ["incident.acknowledge", "incident.reattest", "incident.dismiss"],
    decision: "allow",
    reason:
      "Seeing an incident, looking again and calling a harmless one harmless are recorded with who did it.",
  },
];

/** After the rows that want a log that can be written. */
export const RESOLVE_ROW: PolicyRow = {
  rule: "danger.resolve",
  calls: ["incident.resolve"],
  risk: "danger",
  decision: "ask",
  reason: "Resolving an incident lifts what Casemate did to contain it.",
};
