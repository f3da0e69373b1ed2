import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufPaddingNotZero = defineRule({
  id: "gguf.padding-not-zero",
  severity: "medium",
  asks: "hold",
  why: "Filling bytes carry something. Converters write zeros there.",
  remedy: COMPARE,
  refs: [],
});
