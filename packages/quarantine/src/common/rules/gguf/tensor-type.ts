import { defineRule } from "../define-rule.ts";

export const ggufTensorType = defineRule({
  id: "gguf.tensor-type",
  severity: "medium",
  asks: "hold",
  why: "How many bytes it takes cannot be known, so neither can where anything after it lies.",
  remedy:
    "Casemate does not know this type and cannot measure the tensor. Update Casemate, or ask the publisher for another quantisation.",
  refs: [],
});
