import { defineRule } from "../define-rule.ts";

export const stageCrashed = defineRule({
  id: "stage.crashed",
  severity: "high",
  asks: "hold",
  why: "What the check would have found is not known, and a file that breaks a check may be made for that.",
  remedy: "Report this file to the makers of Casemate. Do not release it only because the check failed.",
  refs: [],
});
