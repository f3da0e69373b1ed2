import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const metadataHiddenText = defineRule({
  id: "metadata.hidden-text",
  severity: "medium",
  asks: "hold",
  why: "A description is shown to people and read by programs. Text that only one of them sees misleads the other.",
  remedy: COMPARE,
  refs: ["CVE-2021-42574"],
});
