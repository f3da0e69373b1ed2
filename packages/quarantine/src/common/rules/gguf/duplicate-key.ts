import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufDuplicateKey = defineRule({
  id: "gguf.duplicate-key",
  severity: "high",
  asks: "refuse",
  why: "Two values under one name: a scanner can read the first while the loader uses the second.",
  remedy: GET_AGAIN,
  refs: [],
});
