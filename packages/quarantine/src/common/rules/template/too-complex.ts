import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateTooComplex = defineRule({
  id: "template.too-complex",
  severity: "medium",
  asks: "hold",
  why: "What is too large or too deep to be read cannot be checked, and hides things.",
  remedy: COMPARE,
  refs: [],
});
