import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateHiddenName = defineRule({
  id: "template.hidden-name",
  severity: "high",
  asks: "hold",
  why: "A name in pieces is hidden from everybody who searches for it. There is no other reason to write it so.",
  remedy: COMPARE,
  refs: ["CVE-2024-34359"],
});
