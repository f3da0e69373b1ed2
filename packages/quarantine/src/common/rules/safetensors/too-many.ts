import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const safetensorsTooMany = defineRule({
  id: "safetensors.too-many",
  severity: "medium",
  asks: "hold",
  why: "No known model has this many tensors.",
  remedy: COMPARE,
  refs: [],
});
