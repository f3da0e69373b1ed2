import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufRowNotWholeBlocks = defineRule({
  id: "gguf.row-not-whole-blocks",
  severity: "high",
  asks: "refuse",
  why: "Numbers of this type come in blocks. A part of one is read from beyond the tensor.",
  remedy: GET_AGAIN,
  refs: [],
});
