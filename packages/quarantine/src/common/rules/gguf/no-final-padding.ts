import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufNoFinalPadding = defineRule({
  id: "gguf.no-final-padding",
  severity: "info",
  asks: null,
  why: "The weights are all there. Some converters write no filling bytes after the last tensor, and engines need none.",
  remedy: NOTHING,
  refs: [],
});
