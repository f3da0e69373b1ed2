import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufVocabularyCount = defineRule({
  id: "gguf.vocabulary-count",
  severity: "medium",
  asks: "hold",
  why: "What was not looked at cannot be called sound.",
  remedy: COMPARE,
  refs: [],
});
