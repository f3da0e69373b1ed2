import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufDuplicateTensor = defineRule({
  id: "gguf.duplicate-tensor",
  severity: "high",
  asks: "refuse",
  why: "Two tensors of one name: a scanner can check the first while the engine computes with the second.",
  remedy: GET_AGAIN,
  refs: [],
});
