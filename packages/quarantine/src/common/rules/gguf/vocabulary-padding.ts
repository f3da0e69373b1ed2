import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufVocabularyPadding = defineRule({
  id: "gguf.vocabulary-padding",
  severity: "low",
  asks: null,
  why: "Some converters round the table up; strict engines refuse it.",
  remedy: NOTHING,
  refs: [],
});
