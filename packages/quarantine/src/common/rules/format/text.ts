import { defineRule } from "../define-rule.ts";

export const formatText = defineRule({
  id: "format.text",
  severity: "high",
  asks: "refuse",
  why: "It is a text, not a model.",
  remedy: "Choose the model file itself.",
  refs: [],
});
