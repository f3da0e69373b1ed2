import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsTensorOutOfBounds = defineRule({
  id: "safetensors.tensor-out-of-bounds",
  severity: "critical",
  asks: "refuse",
  why: "A loader that believes this reads beyond the file.",
  remedy: GET_AGAIN,
  refs: [],
});
