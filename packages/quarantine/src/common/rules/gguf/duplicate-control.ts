import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufDuplicateControl = defineRule({
  id: "gguf.duplicate-control",
  severity: "medium",
  asks: "hold",
  why: "Two tokens with one text let a message use the one that filters do not know.",
  remedy: COMPARE,
  refs: [],
});
