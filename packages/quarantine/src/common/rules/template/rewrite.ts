import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateRewrite = defineRule({
  id: "template.rewrite",
  severity: "high",
  asks: "hold",
  why: "The model then reads other words than you wrote, or others than it wrote itself: another address, name or number.",
  remedy: COMPARE,
  refs: ["arXiv:2602.04653"],
});
