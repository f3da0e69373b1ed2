import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufNoDimensions = defineRule({
  id: "gguf.no-dimensions",
  severity: "medium",
  asks: "hold",
  why: "A tensor without sizes is not written by any converter.",
  remedy: COMPARE,
  refs: [],
});
