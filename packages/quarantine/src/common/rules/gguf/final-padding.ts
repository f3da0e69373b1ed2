import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufFinalPadding = defineRule({
  id: "gguf.final-padding",
  severity: "medium",
  asks: "hold",
  why: "The last filling bytes are missing. Files that were cut look like this.",
  remedy: COMPARE,
  refs: [],
});
