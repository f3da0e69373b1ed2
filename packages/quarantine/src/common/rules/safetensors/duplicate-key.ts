import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsDuplicateKey = defineRule({
  id: "safetensors.duplicate-key",
  severity: "high",
  asks: "refuse",
  why: "Two entries of one name: a scanner can check the first while the loader uses the second.",
  remedy: GET_AGAIN,
  refs: [],
});
