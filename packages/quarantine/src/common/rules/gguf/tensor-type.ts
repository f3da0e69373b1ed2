import { defineRule } from "../define-rule.ts";

export const ggufTensorType = defineRule({
  id: "gguf.tensor-type",
  severity: "medium",
  asks: "hold",
  why: "How many bytes it takes cannot be known, so neither can where anything after it lies.",
  remedy:
    "Ask the publisher for a file in a quantisation of today, or update Casemate if this one is newer than it.",
  refs: [],
});
