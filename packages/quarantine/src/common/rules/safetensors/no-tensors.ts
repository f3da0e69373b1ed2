import { defineRule } from "../define-rule.ts";

export const safetensorsNoTensors = defineRule({
  id: "safetensors.no-tensors",
  severity: "medium",
  asks: "hold",
  why: "There is nothing to run in it.",
  remedy: "There are no weights in it. Get the whole file.",
  refs: [],
});
