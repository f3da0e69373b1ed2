import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateLoop = defineRule({
  id: "template.loop",
  severity: "high",
  asks: "hold",
  why: "A template is run for each prompt. One that does not end stops the program, or takes all its memory.",
  remedy: COMPARE,
  refs: [],
});
