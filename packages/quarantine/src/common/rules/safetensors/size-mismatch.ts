import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsSizeMismatch = defineRule({
  id: "safetensors.size-mismatch",
  severity: "critical",
  asks: "refuse",
  why: "The place it claims is not as large as its sizes say. Loaders read too much or too little.",
  remedy: GET_AGAIN,
  refs: [],
});
