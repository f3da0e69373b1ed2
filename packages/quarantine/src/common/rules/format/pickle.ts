import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatPickle = defineRule({
  id: "format.pickle",
  severity: "high",
  asks: "refuse",
  why: "A pickle is a list of instructions for Python. Whoever opens it runs what it says.",
  remedy: SAFE_FORMAT,
  refs: [],
});
