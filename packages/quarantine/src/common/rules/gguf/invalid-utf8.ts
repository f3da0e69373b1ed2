import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufInvalidUtf8 = defineRule({
  id: "gguf.invalid-utf8",
  severity: "medium",
  asks: "hold",
  why: "Text that is not valid is repaired differently by every reader, so they do not see the same words.",
  remedy: COMPARE,
  refs: [],
});
