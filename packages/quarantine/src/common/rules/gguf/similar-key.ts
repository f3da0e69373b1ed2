import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufSimilarKey = defineRule({
  id: "gguf.similar-key",
  severity: "low",
  asks: null,
  why: "People read the one and the engine reads the other.",
  remedy: COMPARE,
  refs: [],
});
