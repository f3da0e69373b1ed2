import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateLookAlike = defineRule({
  id: "template.look-alike",
  severity: "high",
  asks: "hold",
  why: "Two names that look the same and differ let one part of a template pretend to be another.",
  remedy: COMPARE,
  refs: [],
});
