import { defineRule } from "../define-rule.ts";

export const policyRuleRefused = defineRule({
  id: "policy.rule-refused",
  severity: "high",
  asks: "refuse",
  why: "Your policy is stricter here than Casemate alone.",
  remedy: "Do not use the file, or change the policy.",
  refs: [],
});
