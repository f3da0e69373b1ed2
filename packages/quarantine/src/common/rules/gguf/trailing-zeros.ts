import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufTrailingZeros = defineRule({
  id: "gguf.trailing-zeros",
  severity: "info",
  asks: null,
  why: "Zeros carry nothing. The file is still longer than its publisher's, so its digest is another one.",
  remedy: NOTHING,
  refs: [],
});
