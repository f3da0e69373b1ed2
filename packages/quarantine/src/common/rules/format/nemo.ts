import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatNemo = defineRule({
  id: "format.nemo",
  severity: "critical",
  asks: "refuse",
  why: "NeMo archives name Python classes in their settings and keep their weights as a pickle. Both run when loaded.",
  remedy: SAFE_FORMAT,
  refs: ["CVE-2025-23304"],
});
