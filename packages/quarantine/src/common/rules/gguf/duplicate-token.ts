import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufDuplicateToken = defineRule({
  id: "gguf.duplicate-token",
  severity: "info",
  asks: null,
  why: "Some published vocabularies repeat tokens; engines use one of them.",
  remedy: NOTHING,
  refs: [],
});
