import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatPickleProgram = defineRule({
  id: "format.pickle-program",
  severity: "critical",
  asks: "refuse",
  why: "Loading this file calls functions that its maker chose, with your rights, before any model appears.",
  remedy: SAFE_FORMAT,
  refs: [],
});
