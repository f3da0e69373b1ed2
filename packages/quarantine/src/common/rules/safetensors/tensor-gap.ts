import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsTensorGap = defineRule({
  id: "safetensors.tensor-gap",
  severity: "high",
  asks: "refuse",
  why: "Bytes between tensors belong to nothing and can carry something.",
  remedy: GET_AGAIN,
  refs: [],
});
