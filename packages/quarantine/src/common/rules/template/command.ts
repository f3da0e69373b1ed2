import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateCommand = defineRule({
  id: "template.command",
  severity: "high",
  asks: "hold",
  why: "A model that finds a command in its prompt may give it to you as advice, or run it where it can.",
  remedy: COMPARE,
  refs: [],
});
