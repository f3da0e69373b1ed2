import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufTrailingZeros = defineRule({
  id: "gguf.trailing-zeros",
  severity: "info",
  asks: null,
  why: "Zeros after the end carry nothing. Download programs that reserve space and disks that round sizes up leave them.",
  remedy: NOTHING,
  refs: [],
});
