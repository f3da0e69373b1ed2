import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const safetensorsDimensionCount = defineRule({
  id: "safetensors.dimension-count",
  severity: "medium",
  asks: "hold",
  why: "No known model has tensors with so many sizes.",
  remedy: COMPARE,
  refs: [],
});
