import { defineRule } from "../define-rule.ts";

export const templateAttributeWalk = defineRule({
  id: "template.attribute-walk",
  severity: "critical",
  asks: "refuse",
  why: "Programs that run templates without a sandbox let such a walk start any program on the computer.",
  remedy: "Do not use this file, and do not load it in another program. Get the model from its publisher.",
  refs: ["CVE-2024-34359"],
});
