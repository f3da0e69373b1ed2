import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateContentGate = defineRule({
  id: "template.content-gate",
  severity: "high",
  asks: "hold",
  why: "A template that watches for certain words can turn the model around only when they come up. Tests without them show nothing.",
  remedy: COMPARE,
  refs: ["arXiv:2602.04653"],
});
