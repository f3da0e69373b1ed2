import { defineRule } from "../define-rule.ts";

export const policyRuleHeld = defineRule({
  id: "policy.rule-held",
  severity: "medium",
  asks: "hold",
  why: "Your policy is stricter here than Casemate alone.",
  remedy: "Look at the finding that it names, then decide.",
  refs: [],
});
