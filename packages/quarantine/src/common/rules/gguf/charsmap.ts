import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufCharsmap = defineRule({
  id: "gguf.charsmap",
  severity: "high",
  asks: "hold",
  why: "Loaders that trust the length in this table read past its end.",
  remedy: COMPARE,
  refs: [],
});
