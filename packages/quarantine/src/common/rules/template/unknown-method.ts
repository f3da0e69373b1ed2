import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const templateUnknownMethod = defineRule({
  id: "template.unknown-method",
  severity: "low",
  asks: null,
  why: "Programs that run templates usually know only plain text and list methods. Others do nothing, or stop.",
  remedy: NOTHING,
  refs: [],
});
