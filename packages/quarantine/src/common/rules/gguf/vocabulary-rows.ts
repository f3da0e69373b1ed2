import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufVocabularyRows = defineRule({
  id: "gguf.vocabulary-rows",
  severity: "high",
  asks: "hold",
  why: "A token without a row is a position outside the table.",
  remedy: COMPARE,
  refs: [],
});
