import type { Finding } from "@casemate/contract";
import type { Check } from "./checks.ts";
import type { Observation, Rule } from "./rule.ts";
import { activeContentRule } from "./rules/active-content.ts";
import { canaryLeakRule } from "./rules/canary-leak.ts";
import { crashRule } from "./rules/crash.ts";
import { triggerDifferenceRule } from "./rules/trigger-difference.ts";

/** To add a rule: one file in `rules/`, one row here. */
export const BEHAVIOUR_RULES: readonly Rule[] = [
  canaryLeakRule,
  crashRule,
  triggerDifferenceRule,
  activeContentRule,
];

export function judgeAll(observation: Observation): { findings: Finding[]; holds: boolean } {
  const hits = BEHAVIOUR_RULES.flatMap((rule) => {
    const message = rule.judge(observation);
    return message === null ? [] : [{ rule, message }];
  });
  return {
    findings: hits.map(({ rule, message }) => toFinding(rule, observation.check, message)),
    holds: hits.some(({ rule }) => rule.holds),
  };
}

function toFinding(rule: Rule, check: Check, message: string): Finding {
  const { id, severity, why, remedy, refs } = rule;
  return {
    rule: id,
    stage: "behaviour",
    severity,
    consequence: severity === "info" ? "note" : "steers",
    file: null,
    offset: null,
    length: null,
    where: `check ${check.id}`,
    message,
    why,
    remedy,
    refs: [...refs],
    excerpt: null,
  };
}
