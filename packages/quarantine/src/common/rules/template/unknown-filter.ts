import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateUnknownFilter = defineRule({
  id: "template.unknown-filter",
  severity: "medium",
  asks: "hold",
  why: "It may come from one program's own additions, or be a way to reach into it.",
  remedy: COMPARE,
  refs: ["CVE-2024-34359"],
});
