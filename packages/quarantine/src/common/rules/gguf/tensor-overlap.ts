import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTensorOverlap = defineRule({
  id: "gguf.tensor-overlap",
  severity: "high",
  asks: "refuse",
  why: "Two tensors share bytes: changing one changes the other, and a digest of one no longer stands for it.",
  remedy: GET_AGAIN,
  refs: [],
});
