import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsMetadataShape = defineRule({
  id: "safetensors.metadata-shape",
  severity: "high",
  asks: "refuse",
  why: "The format allows texts here and nothing else.",
  remedy: GET_AGAIN,
  refs: [],
});
