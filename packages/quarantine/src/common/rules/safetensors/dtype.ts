import { defineRule } from "../define-rule.ts";

export const safetensorsDtype = defineRule({
  id: "safetensors.dtype",
  severity: "medium",
  asks: "hold",
  why: "How many bytes it takes cannot be known.",
  remedy:
    "Casemate does not know this type and cannot measure the tensor. Update Casemate, or take another file.",
  refs: [],
});
