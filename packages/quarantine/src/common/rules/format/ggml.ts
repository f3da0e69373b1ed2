import { defineRule } from "../define-rule.ts";

export const formatGgml = defineRule({
  id: "format.ggml",
  severity: "high",
  asks: "refuse",
  why: "The old GGML formats carry no sizes that could be checked; loaders for them are not maintained.",
  remedy: "Convert it to GGUF with a current converter.",
  refs: [],
});
