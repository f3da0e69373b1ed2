import { defineRule } from "../define-rule.ts";

export const formatProgram = defineRule({
  id: "format.program",
  severity: "critical",
  asks: "refuse",
  why: "This is a program for the machine itself. It is not a model, whatever its name says.",
  remedy: "Do not open it. If you did not expect a program, treat the place you got it from as hostile.",
  refs: [],
});
