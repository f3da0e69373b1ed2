import { defineRule } from "../define-rule.ts";

export const policyKindRefused = defineRule({
  id: "policy.kind-refused",
  severity: "high",
  asks: "refuse",
  why: "Your policy does not admit files of this kind.",
  remedy: "Take the model in another form, or change the policy.",
  refs: [],
});
