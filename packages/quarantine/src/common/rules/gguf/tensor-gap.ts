import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTensorGap = defineRule({
  id: "gguf.tensor-gap",
  severity: "high",
  asks: "refuse",
  why: "Bytes between tensors belong to nothing. They can carry something that no check of tensors sees.",
  remedy: GET_AGAIN,
  refs: [],
});
