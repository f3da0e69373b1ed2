import { defineRule } from "../define-rule.ts";

export const templateInclude = defineRule({
  id: "template.include",
  severity: "high",
  asks: "refuse",
  why: "A chat template is one text. Reading another file serves only somebody who wants that file.",
  remedy: "Do not use this file. Get the model from its publisher.",
  refs: [],
});
