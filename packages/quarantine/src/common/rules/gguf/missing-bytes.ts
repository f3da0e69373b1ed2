import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufMissingBytes = defineRule({
  id: "gguf.missing-bytes",
  severity: "low",
  asks: null,
  why: "A byte without a token cannot be given to the model.",
  remedy: NOTHING,
  refs: [],
});
