import { defineRule } from "../define-rule.ts";

export const policyNotMeasured = defineRule({
  id: "policy.not-measured",
  severity: "medium",
  asks: "hold",
  why: "Your policy sets a limit that could not be compared with this file.",
  remedy: "Look at the other findings. Inspect the file again with the full profile.",
  refs: [],
});
