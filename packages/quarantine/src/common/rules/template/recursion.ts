import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateRecursion = defineRule({
  id: "template.recursion",
  severity: "high",
  asks: "hold",
  why: "A macro without an end stops the program with the first prompt.",
  remedy: COMPARE,
  refs: [],
});
