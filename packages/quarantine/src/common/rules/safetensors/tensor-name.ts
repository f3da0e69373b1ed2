import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const safetensorsTensorName = defineRule({
  id: "safetensors.tensor-name",
  severity: "medium",
  asks: "hold",
  why: "A name with unusual characters can pass for another one.",
  remedy: COMPARE,
  refs: [],
});
