import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatSkops = defineRule({
  id: "format.skops",
  severity: "high",
  asks: "refuse",
  why: "Files of skops name the Python classes to build; several known attacks pass its list of trusted ones.",
  remedy: SAFE_FORMAT,
  refs: ["CVE-2025-54412", "CVE-2025-54413"],
});
