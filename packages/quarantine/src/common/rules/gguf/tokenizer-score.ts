import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufTokenizerScore = defineRule({
  id: "gguf.tokenizer-score",
  severity: "medium",
  asks: "hold",
  why: "Comparisons with a value that is no number never end the same way twice.",
  remedy: COMPARE,
  refs: [],
});
