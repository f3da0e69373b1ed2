import { defineRule } from "../define-rule.ts";

export const policyNotLoaded = defineRule({
  id: "policy.not-loaded",
  severity: "high",
  asks: "hold",
  why: "What your policy would have said about this file is not known.",
  remedy:
    "Correct the policy or the list, then inspect the file again. casemate policy check names what is wrong.",
  refs: [],
});
