import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatExecutorch = defineRule({
  id: "format.executorch",
  severity: "high",
  asks: "refuse",
  why: "An ExecuTorch file is a program of instructions for its runtime, not a table of numbers.",
  remedy: SAFE_FORMAT,
  refs: [],
});
