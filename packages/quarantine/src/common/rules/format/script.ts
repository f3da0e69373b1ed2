import { defineRule } from "../define-rule.ts";

export const formatScript = defineRule({
  id: "format.script",
  severity: "critical",
  asks: "refuse",
  why: "This is a script: text that a shell or interpreter would run.",
  remedy: "Do not run it. Get the model file itself.",
  refs: [],
});
