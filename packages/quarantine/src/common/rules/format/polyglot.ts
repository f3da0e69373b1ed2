import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatPolyglot = defineRule({
  id: "format.polyglot",
  severity: "critical",
  asks: "refuse",
  why: "One file that is two things is made to be taken for one and used as the other.",
  remedy: SAFE_FORMAT,
  refs: [],
});
