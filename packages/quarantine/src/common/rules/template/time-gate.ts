import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateTimeGate = defineRule({
  id: "template.time-gate",
  severity: "high",
  asks: "hold",
  why: "A template that waits for a day passes every test before it.",
  remedy: COMPARE,
  refs: ["arXiv:2602.04653"],
});
