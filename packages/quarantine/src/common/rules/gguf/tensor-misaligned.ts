import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTensorMisaligned = defineRule({
  id: "gguf.tensor-misaligned",
  severity: "high",
  asks: "refuse",
  why: "A tensor that begins between two places is not where its offset says.",
  remedy: GET_AGAIN,
  refs: [],
});
