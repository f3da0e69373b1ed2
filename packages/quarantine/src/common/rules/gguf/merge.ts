import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufMerge = defineRule({
  id: "gguf.merge",
  severity: "low",
  asks: null,
  why: "Wrong merges make the model read text otherwise than it learnt to.",
  remedy: NOTHING,
  refs: [],
});
