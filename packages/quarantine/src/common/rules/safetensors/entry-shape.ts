import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsEntryShape = defineRule({
  id: "safetensors.entry-shape",
  severity: "high",
  asks: "refuse",
  why: "An entry that is not type, sizes and place cannot be a tensor.",
  remedy: GET_AGAIN,
  refs: [],
});
