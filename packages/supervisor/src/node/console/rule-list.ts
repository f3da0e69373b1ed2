import type { RuleInfo } from "@casemate/contract";
import { BEHAVIOUR_RULES } from "@casemate/inference";
import { consequenceOf, RULES } from "@casemate/quarantine";

/** The rules of all seven stages as their pages say them, sorted by id. */
export function listRules(): RuleInfo[] {
  const fixed = [...RULES.values()].map((rule): RuleInfo => {
    const { id, severity, asks, why, remedy, refs } = rule;
    return {
      id,
      stage: "static",
      severity,
      asks,
      consequence: consequenceOf(rule),
      why,
      remedy,
      refs: [...refs],
    };
  });
  const asked = BEHAVIOUR_RULES.map(({ id, severity, holds, why, remedy, refs }): RuleInfo => ({
    id,
    stage: "behaviour",
    severity,
    asks: holds ? "hold" : null,
    consequence: severity === "info" ? "note" : "steers",
    why,
    remedy,
    refs: [...refs],
  }));
  return [...fixed, ...asked].sort((a, b) => (a.id < b.id ? -1 : 1));
}
