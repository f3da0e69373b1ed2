import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufSpecialToken = defineRule({
  id: "gguf.special-token",
  severity: "medium",
  asks: "hold",
  why: "An engine uses this number as a position in its vocabulary without asking.",
  remedy: COMPARE,
  refs: [],
});
