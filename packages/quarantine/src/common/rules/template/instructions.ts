import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateInstructions = defineRule({
  id: "template.instructions",
  severity: "high",
  asks: "hold",
  why: "What stands in the template is said to the model in every chat, before you say anything.",
  remedy: COMPARE,
  refs: ["arXiv:2602.04653"],
});
