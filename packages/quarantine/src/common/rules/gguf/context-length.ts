import { defineRule } from "../define-rule.ts";

export const ggufContextLength = defineRule({
  id: "gguf.context-length",
  severity: "low",
  asks: null,
  why: "Engines reserve memory for the context that a model claims.",
  remedy: "Set a context length when you load the model.",
  refs: [],
});
