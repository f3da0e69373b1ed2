import { defineRule } from "../define-rule.ts";

export const templateDangerousCall = defineRule({
  id: "template.dangerous-call",
  severity: "critical",
  asks: "refuse",
  why: "Programs that run templates without a sandbox would carry the call out.",
  remedy: "Do not use this file, and do not load it in another program. Get the model from its publisher.",
  refs: ["CVE-2024-34359"],
});
