import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTensorListCut = defineRule({
  id: "gguf.tensor-list-cut",
  severity: "high",
  asks: "refuse",
  why: "The list of tensors ends in the middle: what the file holds is not known.",
  remedy: GET_AGAIN,
  refs: [],
});
