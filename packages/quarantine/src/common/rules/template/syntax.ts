import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateSyntax = defineRule({
  id: "template.syntax",
  severity: "medium",
  asks: "hold",
  why: "Programs differ in what they make of a broken template. What nobody can read nobody can check.",
  remedy: COMPARE,
  refs: [],
});
