import { defineRule } from "../define-rule.ts";

export const ggufDuplicateToken = defineRule({
  id: "gguf.duplicate-token",
  severity: "low",
  asks: null,
  why: "No attack: official releases had such vocabularies. But the llama.cpp engine in Casemate ends itself when it loads one, so the model would be inspected and stored and then never answer.",
  remedy: "Look for a newer release of this file; publishers mend this.",
  refs: ["llama.cpp issue 25739"],
});
