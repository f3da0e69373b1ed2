import { defineRule } from "../define-rule.ts";

export const templateOwnWords = defineRule({
  id: "template.own-words",
  severity: "info",
  asks: null,
  why: "What stands in the template is said to the model in every chat. Instructions for tools are often long.",
  remedy: "Read it in the template view.",
  refs: [],
});
