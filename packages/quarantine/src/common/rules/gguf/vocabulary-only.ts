import { defineRule } from "../define-rule.ts";

export const ggufVocabularyOnly = defineRule({
  id: "gguf.vocabulary-only",
  severity: "medium",
  asks: "hold",
  why: "There is nothing to run in it.",
  remedy: "This file has a vocabulary and no weights. Get the whole model.",
  refs: [],
});
