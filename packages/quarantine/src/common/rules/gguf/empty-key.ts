import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufEmptyKey = defineRule({
  id: "gguf.empty-key",
  severity: "high",
  asks: "refuse",
  why: "A setting without a name serves nobody but a reader's mistake.",
  remedy: GET_AGAIN,
  refs: [],
});
