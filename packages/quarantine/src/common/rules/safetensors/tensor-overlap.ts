import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsTensorOverlap = defineRule({
  id: "safetensors.tensor-overlap",
  severity: "high",
  asks: "refuse",
  why: "Two tensors share bytes: changing one changes the other.",
  remedy: GET_AGAIN,
  refs: [],
});
