import { defineRule } from "../define-rule.ts";

export const policyOverLimit = defineRule({
  id: "policy.over-limit",
  severity: "high",
  asks: "refuse",
  why: "Your policy sets a lower limit than Casemate's own.",
  remedy: "Take a smaller file, or raise the limit in the policy.",
  refs: [],
});
