import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufTokenizerName = defineRule({
  id: "gguf.tokenizer-name",
  severity: "low",
  asks: null,
  why: "An unknown tokenizer is refused by the engine or replaced by a wrong one.",
  remedy: NOTHING,
  refs: [],
});
