import { FROZEN_CALLS } from "./frozen-calls.ts";
import type { PolicyRow } from "./policy-row.ts";

/** What an open incident stops, and what may always be done with one. */
export const INCIDENT_ROWS: readonly PolicyRow[] = [
  {
    rule: "incident.frozen",
    calls: FROZEN_CALLS,
    when: "frozen by an incident",
    decision: "deny",
    reason:
      "Frozen by an incident: nothing runs a model or lets something in until it is resolved. Look under Incidents.",
  },
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
