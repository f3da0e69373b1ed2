import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatKeras = defineRule({
  id: "format.keras",
  severity: "critical",
  asks: "refuse",
  why: "Keras files can carry code and configurations that load modules. Several known attacks use exactly this.",
  remedy: SAFE_FORMAT,
  refs: ["CVE-2025-1550", "CVE-2025-8747", "CVE-2025-9905", "CVE-2025-9906"],
});
